/** What outsiders depend on: modules, the image, published artifacts, versions, and the public surface as a whole. */
package collab.e2e.contract;
