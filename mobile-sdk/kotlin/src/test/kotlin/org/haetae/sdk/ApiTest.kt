package org.haetae.sdk

import java.io.File
import java.util.zip.ZipFile
import kotlin.reflect.KClass
import kotlin.reflect.KVisibility
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import org.junit.jupiter.api.Test

/** The public surface of the SDK, against `api.txt`. */
class ApiTest {
    private val file = File(repository, "mobile-sdk/kotlin/api.txt")

    @Test
    fun `the public surface is the one of api_txt`() {
        if (System.getenv("HAETAE_BLESS") == "yes") file.writeText(surface())
        val hint = "if the change is meant: mobile-sdk/kotlin/test --bless"
        assertEquals(file.takeIf(File::exists)?.readText().orEmpty(), surface(), hint)
    }

    @Test
    fun `nothing of the generated code is part of the public surface`() {
        for (line in surface().lines()) assertFalse("haetae.ffi" in line || "internal." in line, line)
    }

    private fun surface(): String = classes().filter(::isPublic).flatMap(::lines).joinToString("\n", postfix = "\n")

    /** Those of the SDK's own package, by name. */
    private fun classes(): List<KClass<*>> {
        val jars = System.getProperty("java.class.path").split(File.pathSeparator)
        val jar = ZipFile(jars.first { it.endsWith("haetae-sdk.jar") })
        val names = jar.use { entries -> entries.entries().toList().map { it.name } }
        val own = names.filter { OWN.matches(it) }.sorted().map { it.removeSuffix(".class").replace('/', '.') }
        val classes = own.map { Class.forName(it) }.filterNot { it.isAnonymousClass || it.isSynthetic }
        return classes.filter { it.getAnnotation(Metadata::class.java)?.kind == CLASS }.map { it.kotlin }
    }

    private fun isPublic(type: KClass<*>): Boolean =
        type.visibility == KVisibility.PUBLIC && (type.java.enclosingClass?.kotlin?.let(::isPublic) ?: true)

    private fun lines(type: KClass<*>): List<String> {
        val of = type.supertypes.map { it.toString() }.filter { it != "kotlin.Any" }.sorted()
        val head = listOfNotNull(modifier(type), kind(type), type.qualifiedName).joinToString(" ")
        val all = (type.constructors + type.members).filter { it.visibility == KVisibility.PUBLIC }
        val own = all.filter { it.name !in EVERYWHERE }.map { (if (it.isSuspend) "suspend " else "") + it }
        val parents = type.supertypes.map { it.classifier as KClass<*> }
        val new = own.filter { member -> parents.none { inherits(it, member, type) } }
        val constants = type.java.enumConstants?.map { it.toString() }.orEmpty()
        val title = if (of.isEmpty()) head else "$head : ${of.joinToString()}"
        return listOf(short(title)) + (constants + new.map { short(it.replace("${type.qualifiedName}.", "")) }.sorted())
            .map { "    $it" }
    }

    /** Without what a reader knows: packages, and what Java calls the same. */
    private fun short(line: String): String = KNOWN.replace(line, "").replace("fun `<init>`", "constructor")

    /** Whether a member is what its supertype says already. */
    private fun inherits(parent: KClass<*>, member: String, type: KClass<*>): Boolean {
        val (own, theirs) = listOf(type, parent).map { checkNotNull(it.qualifiedName) }
        return parent.members.any { it.toString() == member || it.toString().replace("$theirs.", "$own.") == member }
    }

    private fun modifier(type: KClass<*>): String? =
        when {
            type.isSealed -> "sealed"
            type.isAbstract && !type.java.isInterface -> "abstract"
            type.isOpen -> "open"
            else -> null
        }

    private fun kind(type: KClass<*>): String =
        when {
            type.java.isEnum -> "enum class"
            type.objectInstance != null -> "object"
            type.isFun -> "fun interface"
            type.java.isInterface -> "interface"
            type.isData -> "data class"
            else -> "class"
        }

    private companion object {
        val OWN = Regex("org/haetae/sdk/[^/]+\\.class")

        /** The kind of a class in its metadata. */
        const val CLASS = 1

        /** What data classes and enums have, and everything inherits. */
        val EVERYWHERE =
            Regex(
                "component\\d+|copy|equals|hashCode|toString|valueOf|values|name|ordinal|compareTo|describeConstable|" +
                    "getDeclaringClass|clone|finalize|entries|declaringJavaClass",
            )

        val KNOWN = Regex("""\b(kotlin\.collections|kotlin|java\.time|org\.haetae\.sdk)\.(?=[A-Z])| /\* = [^*]+ \*/""")

        operator fun Regex.contains(name: String): Boolean = matches(name)
    }
}
