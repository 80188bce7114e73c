/** Runs benchmark scenarios against real processes of the image and reports the figures. */
package collab.bench;
