/** The grammar of message texts, as far as it decides who is mentioned. */
package collab.domain.text;
