package org.haetae.sample

import java.io.File
import java.net.URI

/** A command line that cannot be used. */
internal class UsageException(message: String) : Exception(message)

/** What stands on the command line. */
internal class Options private constructor(private val named: Map<String, String>, val words: List<String>) {
    val roots: String get() = File(value("roots")).readText()
    val service: URI get() = URI(value("service").trimEnd('/') + "/")
    val folder: File get() = File(value("folder"))
    val subject: String get() = value("subject")
    val once: Boolean get() = "once" in named

    private fun value(name: String): String = named[name] ?: throw UsageException("--$name is missing")

    companion object {
        private val WITH_VALUE = listOf("roots", "service", "folder", "subject")

        fun of(args: List<String>): Options {
            val named = mutableMapOf<String, String>()
            val words = mutableListOf<String>()
            val rest = args.iterator()
            for (word in rest) {
                val name = word.removePrefix("--")
                when {
                    name == word -> words += word
                    name == "once" -> named[name] = ""
                    name in WITH_VALUE && rest.hasNext() -> named[name] = rest.next()
                    else -> throw UsageException("$word is no option, or its value is missing")
                }
            }
            return Options(named, words)
        }
    }
}
