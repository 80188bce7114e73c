/** Argon2 of Bouncy Castle and what it needs, repackaged unchanged: a twentieth of the library. */
module org.bouncycastle.argon {
    requires java.logging;

    exports org.bouncycastle.crypto.generators;
    exports org.bouncycastle.crypto.params;
}
