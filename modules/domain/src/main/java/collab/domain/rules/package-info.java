/** The rules that decide commands, one class per aggregate. */
package collab.domain.rules;
