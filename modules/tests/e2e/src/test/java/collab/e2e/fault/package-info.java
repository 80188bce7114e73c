/** Tools of faults: attackers on the network, and system calls that fail. */
package collab.e2e.fault;
