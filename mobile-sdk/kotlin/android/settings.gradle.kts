// A build of its own: who builds the jar for the JVM needs no Android SDK.
rootProject.name = "haetae-sdk-android"

pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}
