/** Tests of the reports. */
@NullMarked
package dev.carafe.conformance.report;

import org.jspecify.annotations.NullMarked;
