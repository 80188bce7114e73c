/** Decides what may happen and who receives which event; pure. */
module collab.domain {
    exports collab.domain;
    exports collab.domain.access;
    exports collab.domain.credential;
    exports collab.domain.audit;
    exports collab.domain.emoji;
    exports collab.domain.id;
    exports collab.domain.model;
    exports collab.domain.preference;
    exports collab.domain.rules;
    exports collab.domain.text;
}
