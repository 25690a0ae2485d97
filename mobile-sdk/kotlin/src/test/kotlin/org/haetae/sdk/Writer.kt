package org.haetae.sdk

import java.io.File
import org.haetae.sdk.internal.StateFile

/** Longer and shorter states, each of which can be recognised. */
internal fun contentOf(number: Long): String = "$number " + "x".repeat((number * 7919 % 20_000).toInt())

/** Writes states into the slots of a folder, and prints the number of each when it is written, until it is killed. */
fun main(args: Array<String>) {
    val file = StateFile(FileSlots(File(args[0])))
    val before = (file.read() as? StateFile.Found.State)?.let { String(it.bytes).substringBefore(' ').toLong() } ?: 0
    generateSequence(before + 1) { it + 1 }.forEach { number ->
        file.write(contentOf(number).toByteArray())
        println(number)
        System.out.flush()
    }
}

/** A program of the same class path, as a process of its own. */
internal fun java(main: String, vararg args: String, how: ProcessBuilder.() -> Unit = {}): Process {
    val (home, classPath) = listOf("java.home", "java.class.path").map(System::getProperty)
    val words = listOf("$home/bin/java", "-cp", classPath, main)
    return ProcessBuilder(words + args).redirectError(ProcessBuilder.Redirect.INHERIT).apply(how).start()
}
