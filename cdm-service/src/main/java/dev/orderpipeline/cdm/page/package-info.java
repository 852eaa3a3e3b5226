/**
 * The marts page and the API behind it. {@link dev.orderpipeline.cdm.page.PageServlet} responds to all of its requests, {@link
 * dev.orderpipeline.cdm.page.Api} has the endpoints; the files of the page, and the API's description, are among the
 * resources. Above {@code cdm.figures}.
 */
@NullMarked
package dev.orderpipeline.cdm.page;

import org.jspecify.annotations.NullMarked;
