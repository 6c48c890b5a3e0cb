agglo_planted_fault(no_bound_check dense/lu_inverse "if (k < X.rows * X.cols) " "")
agglo_planted_fault(no_identity dense/lu_inverse "? 1.0 : 0.0" "? 0.0 : 0.0")
agglo_planted_fault(one_block dense/lu_inverse "blocks_for(n * n, threads)" "1")
