package org.haetae.sample

import java.io.FileDescriptor
import java.io.FileOutputStream
import java.io.IOException
import java.io.PrintStream
import java.security.GeneralSecurityException
import kotlin.system.exitProcess
import org.haetae.sdk.HaetaeException

private const val USAGE = """haetae-sample check --roots FILE --service URL --folder DIR CODE
    Checks the text of a code. It fetches the service's data into DIR; without the service it uses what is there.

haetae-sample show --roots FILE --service URL --folder DIR --subject SYN-000001 [--once]
    Fetches the passes of a synthetic citizen from a service with the demo sign-in, keeps them in DIR, and shows a
    living code: a new one every 15 seconds, until Control-C."""

fun main(args: Array<String>) {
    // Whatever the terminal's locale is: names and codes need it.
    System.setOut(PrintStream(FileOutputStream(FileDescriptor.out), true, Charsets.UTF_8))
    try {
        val options = Options.of(args.drop(1))
        when (args.firstOrNull()) {
            "check" -> exitProcess(check(options))
            "show" -> show(options)
            else -> usage()
        }
    } catch (error: UsageException) {
        System.err.println(error.message)
        usage()
    } catch (error: HaetaeException) {
        fail(error)
    } catch (error: IOException) {
        fail(error)
    } catch (error: GeneralSecurityException) {
        fail(error)
    }
}

private fun fail(error: Exception): Nothing {
    System.err.println(error.message)
    exitProcess(1)
}

private fun usage(): Nothing {
    System.err.println(USAGE)
    exitProcess(2)
}
