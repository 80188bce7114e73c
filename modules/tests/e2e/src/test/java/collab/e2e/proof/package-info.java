/** Random faults and a checker that looks for a broken delivery promise in what the clients saw. */
package collab.e2e.proof;
