// The jar for the JVM, with the native library of the machines that src/generated/resources holds. Not built in this
// repository's tests, which need no Gradle; see README.md.
plugins {
    kotlin("jvm") version "2.4.20"
    `java-library`
    `maven-publish`
}

group = "org.haetae"
version = "0.1.0"

kotlin {
    explicitApi()
    jvmToolchain(17)
}

sourceSets["main"].apply {
    kotlin.setSrcDirs(listOf("src/main/kotlin", "src/jvm/kotlin", "src/generated/kotlin"))
    resources.setSrcDirs(listOf("src/generated/resources"))
}

java { withSourcesJar() }

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.8.0")
    implementation("com.google.code.gson:gson:2.10.1")
    implementation("net.java.dev.jna:jna:5.13.0")
}

publishing {
    publications { register<MavenPublication>("jvm") { artifactId = "haetae-sdk"; from(components["java"]) } }
}
