/** The program hero-collab: runs the processes and talks to them. */
module collab.cli {
    requires collab.client;
    requires collab.gateway;
    requires collab.server;
    requires info.picocli;
}
