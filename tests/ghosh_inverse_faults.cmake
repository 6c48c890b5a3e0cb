agglo_planted_fault(transposed linkage/ghosh_inverse "L(i, j), x[i], x[j]" "L(i, j), x[j], x[i]")
agglo_planted_fault(no_bound_check linkage/ghosh_inverse "  if (k >= L.rows * L.cols) return;\n" "")
agglo_planted_fault(diagonal_forgotten linkage/ghosh_inverse "i == j" "false")
agglo_planted_fault(one_block linkage/ghosh_inverse "blocks_for(L.rows * L.cols, threads)" "1")
