package org.haetae.sample

import java.io.File
import java.time.Duration
import java.time.ZoneId
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.haetae.sdk.ClockState
import org.haetae.sdk.FileSlots
import org.haetae.sdk.HttpPassService
import org.haetae.sdk.JdkHttp
import org.haetae.sdk.Matrix
import org.haetae.sdk.NothingToShow
import org.haetae.sdk.PassRenewal
import org.haetae.sdk.Presentation
import org.haetae.sdk.RenewalResult
import org.haetae.sdk.SoftwareKeys
import org.haetae.sdk.Wallet

/** The synthetic citizens live there. */
private val ZONE = ZoneId.of("Asia/Seoul")

/** Shows a living code, or one code. */
internal fun show(options: Options) {
    val holder = options.subject
    FileSlots(File(options.folder, "wallet")).use { storage ->
        Wallet(storage, SoftwareKeys(SoftwareKeys.Kind.P256)).use { wallet ->
            wallet.putHolder(holder, holder)
            val partner = DemoPartner(options.service, holder)
            val service = HttpPassService.direct(options.service, JdkHttp(), partner::assertion)
            val renewal = PassRenewal(wallet, holder, service, ZONE)
            runBlocking {
                report(renewal.renew())
                if (options.once) {
                    print(screen(wallet.present(holder)))
                } else {
                    launch { renewal.run() }
                    while (true) delay(showNext(wallet, holder).toMillis().milliseconds)
                }
            }
        }
    }
}

/** Draws the code of now over the one before. Returns how long it is good. */
private fun showNext(wallet: Wallet, holder: String): Duration {
    val shown = wallet.present(holder)
    print("\u001b[2J\u001b[H" + screen(shown))
    return when (shown) {
        is Presentation.LiveCode -> Duration.between(shown.time.now, shown.next)
        is Presentation.NoCode -> Duration.ofSeconds(5)
    }
}

private fun report(result: RenewalResult) {
    when (result) {
        is RenewalResult.NotDue, is RenewalResult.Renewed -> Unit
        is RenewalResult.Waiting -> System.err.println("The next request is at ${result.next}.")
        is RenewalResult.Failed ->
            System.err.println(
                when (result.error.trouble) {
                    null -> "A technical failure (${result.error.code}): the passes that are here stay good."
                    else -> "The issuer says: ${result.error.code}."
                } + " The next request is at ${result.next}.",
            )
    }
}

private fun screen(shown: Presentation): String {
    val clock = if (shown.time.state == ClockState.TRUSTED) "" else "This computer's clock: ${shown.time.state}\n"
    return clock +
        when (shown) {
            is Presentation.LiveCode ->
                "${drawing(shown.code)}${shown.text}\nfor ${shown.pass.day}, next at ${shown.next}\n"
            is Presentation.NoCode -> "${why(shown.why)}\n"
        }
}

private fun why(nothing: NothingToShow): String =
    when (nothing) {
        NothingToShow.NoPass -> "There is no pass yet."
        NothingToShow.Over -> "All passes have expired: connect to the internet once."
        is NothingToShow.NotYet -> "The first pass begins at ${nothing.from}."
    }

/** Two rows of modules in a line of text; light on a dark terminal is dark on paper. */
private fun drawing(code: Matrix): String {
    val quiet = 4
    val inside = 0 until code.size
    val light = { column: Int, row: Int -> column !in inside || row !in inside || !code[column, row] }
    return (-quiet until code.size + quiet step 2).joinToString("") { row ->
        (-quiet until code.size + quiet).joinToString("", postfix = "\n") { column ->
            when (light(column, row) to light(column, row + 1)) {
                true to true -> "█"
                true to false -> "▀"
                false to true -> "▄"
                else -> " "
            }
        }
    }
}
