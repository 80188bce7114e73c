/** Puts load on real processes of the image and reports the figures. */
module collab.bench {
    requires collab.api;
    requires collab.wire; // acts as the server's end of the link
    requires com.google.protobuf;
    requires HdrHistogram; // its automatic name; the image gives it a descriptor with the same name
    requires io.grpc;
    requires io.grpc.netty.shaded;
    requires io.grpc.stub;
    requires java.sql; // the bare SQLite database with which the product's sends are compared

    exports collab.bench;
    exports collab.bench.config;
}
