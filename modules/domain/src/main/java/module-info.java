/** Decides what may happen and who is told; pure. */
module collab.domain {
    exports collab.domain;
}
