/**
 * Test support: clocks and schedulers that a test controls, a failing network, and the validation of replies against
 * the contract.
 */
package collab.testkit;
