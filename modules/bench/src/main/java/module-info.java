/** Puts load on real processes of the program and says what they did with it. */
module collab.bench {
    requires collab.api;
    requires collab.wire; // plays the server's end of the link
    requires com.google.protobuf;
    requires HdrHistogram; // the name it has without a descriptor; the image gives it one
    requires io.grpc;
    requires io.grpc.netty.shaded;
    requires io.grpc.stub;
    requires java.sql; // the bare database that the product's sends are compared with

    exports collab.bench;
    exports collab.bench.config;
}
