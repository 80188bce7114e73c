/**
 * The proof's judge. What clients did and saw enters, as a history of plain records; the promises that were broken leave, each by
 * its name. It knows no process, no socket and no clock.
 */
package collab.e2e.proof;
