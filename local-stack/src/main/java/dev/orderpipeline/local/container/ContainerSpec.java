package dev.orderpipeline.local.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the container of a server is made of.
 *
 * @param environment set in addition to the image's own
 * @param ports where it listens, inside and, on the loopback address, outside
 * @param folders of this machine, which it finds under the same paths
 */
public record ContainerSpec(
        String image, List<String> command, Map<String, String> environment, List<Integer> ports, List<Path> folders) {}
