/**
 * Enter the program's own image and a list of questions; leave figures, one line a run. Everything is asked from outside, over
 * loopback, as browsers, programs and gateways would, and the processes' cost is read where the kernel keeps it. The room does not
 * know how the product works inside.
 */
package collab.bench;
