/** Time that tests own enters their subjects through here. Nothing in it waits, and nothing in it knows a module's insides. */
package collab.testkit;
