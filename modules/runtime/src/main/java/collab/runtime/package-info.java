/**
 * What every process needs: configuration, logs, metrics, health, TLS and an orderly stop. Knows nothing about the
 * product.
 */
package collab.runtime;
