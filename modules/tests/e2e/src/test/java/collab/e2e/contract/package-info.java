/** What outsiders depend on: modules, the image, published artifacts, versions. */
package collab.e2e.contract;
