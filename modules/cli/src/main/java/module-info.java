/** The networked commands of the program {@code hero-collab}. */
module collab.cli {
    requires collab.archive;
    requires transitive collab.client;
    requires transitive info.picocli;

    exports collab.cli;
    exports collab.cli.stream;

    opens collab.cli to
            info.picocli; // it fills the annotated fields
}
