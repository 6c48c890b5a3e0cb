agglo_planted_fault(no_end spatial/sparse_product "  if (element >= Y.rows * Y.cols) return;\n" "")
agglo_planted_fault(last_entry_missed spatial/sparse_product "e < W.start[i + 1]; ++e" "e < W.start[i + 1] - 1; ++e")
agglo_planted_fault(own_value spatial/sparse_product "X(W.column[e], c)" "X(i % X.rows, c)")
agglo_planted_fault(column_for_row spatial/sparse_product "Y(i, c) = sum" "Y(i, 0) = sum")
