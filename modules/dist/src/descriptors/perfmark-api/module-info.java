/** The tracing hooks of gRPC, as a module. */
module io.perfmark {
    requires transitive com.google.errorprone.annotations;

    exports io.perfmark;
}
