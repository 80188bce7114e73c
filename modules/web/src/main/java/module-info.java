/** The browser client, as files. */
module collab.web {
    exports collab.web;
}
