package org.haetae.sdk

/** A QR code: a square of [size] times [size] modules, without the quiet zone of four modules around it. */
public class Matrix internal constructor(
    public val size: Int,
    private val modules: ByteArray,
) {
    /** Whether the module in this column and row is dark. */
    public operator fun get(column: Int, row: Int): Boolean {
        require(column in 0 until size && row in 0 until size) { "a code of $size modules has none at $column, $row" }
        return modules[row * size + column].toInt() == 1
    }
}
