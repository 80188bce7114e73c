/** The browser client: static files, no code. */
module collab.web {}
