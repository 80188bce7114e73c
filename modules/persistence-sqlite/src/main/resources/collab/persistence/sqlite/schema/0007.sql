-- The signs of scripts that are written without spaces, each as a word of its own (class Signs): any part of such a text is found.

CREATE VIRTUAL TABLE message_sign USING fts5 (signs, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
