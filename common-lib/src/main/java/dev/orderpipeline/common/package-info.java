/**
 * Wires the layers below into a Spring Boot auto-configuration: a service gets all of them by depending on this
 * library. Top layer; a service uses {@link dev.orderpipeline.common.PipelineService} to start.
 */
@NullMarked
package dev.orderpipeline.common;

import org.jspecify.annotations.NullMarked;
