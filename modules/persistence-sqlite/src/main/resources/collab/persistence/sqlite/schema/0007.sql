-- The characters of scripts without spaces, each as a token (class CjkTokenizer): a search finds any part of such a text.

CREATE VIRTUAL TABLE message_sign USING fts5 (signs, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
