// The AAR: the sources of src/main, Android's key store, and the native library for each ABI in src/main/jniLibs
// (android/libraries makes it). Not built in this repository's tests; see README.md.
plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.20"
    `maven-publish`
}

group = "org.haetae"
version = "0.1.0"

android {
    namespace = "org.haetae.sdk.android"
    compileSdk = 36
    defaultConfig {
        // java.time
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
        ndk { abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64") }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].kotlin.srcDirs("../src/main/kotlin", "../src/generated/kotlin")
    publishing { singleVariant("release") { withSourcesJar() } }
}

kotlin { explicitApi() }

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.8.0")
    implementation("com.google.code.gson:gson:2.10.1")
    implementation("net.java.dev.jna:jna:5.13.0@aar")
}

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "haetae-sdk-android"
            afterEvaluate { from(components["release"]) }
        }
    }
}
