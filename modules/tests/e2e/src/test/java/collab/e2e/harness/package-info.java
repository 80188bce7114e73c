/** Starts real processes of the built image and connects clients that share no code with the product. */
package collab.e2e.harness;
