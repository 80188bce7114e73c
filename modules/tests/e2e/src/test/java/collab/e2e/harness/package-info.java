/** Starts real processes of the built image and speaks to them through clients that share no code with the product. */
package collab.e2e.harness;
