# the facts about A's columns
agglo_planted_fault(facts_no_barrier linkage/leontief_inverse "  least[y][x] = smallest;\n  __syncthreads();" "  least[y][x] = smallest;")
agglo_planted_fault(facts_diagonal_counts linkage/leontief_inverse "if (i != j + diagonal && a < smallest)" "if (i != j + diagonal + A.rows && a < smallest)")
agglo_planted_fault(facts_no_compensation linkage/leontief_inverse "total.low += low[r][x];" "total.low += 0 * low[r][x];")
agglo_planted_fault(facts_no_bound_check linkage/leontief_inverse "if (y != 0 || j >= A.cols) return;" "if (y != 0) return;")
# the slack's column sums
agglo_planted_fault(sums_no_barrier linkage/leontief_inverse "  partial[y][x] = sum;\n  __syncthreads();" "  partial[y][x] = sum;")
agglo_planted_fault(sums_no_weights linkage/leontief_inverse "? 1.0 : weights[i]" "? 1.0 : 1.0")
agglo_planted_fault(sums_no_base linkage/leontief_inverse "double total = base[j];" "double total = 0 * base[j];")
agglo_planted_fault(sums_one_row_too_many linkage/leontief_inverse "i < M.rows; i += lanes" "i <= M.rows; i += lanes")
# the leaf
agglo_planted_fault(leaf_no_barrier linkage/leontief_inverse "    __syncthreads();\n    double pivot" "    double pivot")
agglo_planted_fault(leaf_one_buffer linkage/leontief_inverse "row[k % 2]" "row[0]")
agglo_planted_fault(leaf_pivot_of_all_rows linkage/leontief_inverse "i > k ? column_k[i]" "i != k ? column_k[i]")
agglo_planted_fault(leaf_slack_stays linkage/leontief_inverse "if (thread > k && thread < leaf)" "if (thread > n && thread < leaf)")
agglo_planted_fault(leaf_transposed linkage/leontief_inverse "column_k[i] * make" "column_k[j] * make")
agglo_planted_fault(leaf_no_bound_check linkage/leontief_inverse "      if (i < n && j < n) H(i, j)" "      H(i, j)")
agglo_planted_fault(leaf_counts_from_zero linkage/leontief_inverse "atomicCAS(zero_pivot, -1, first + k)" "atomicCAS(zero_pivot, -1, k + 0 * first)")
# I - A for the other route
agglo_planted_fault(lu_no_bound_check linkage/leontief_inverse "if (i < A.rows && j < A.cols) M" "M")
agglo_planted_fault(lu_transposed linkage/leontief_inverse "- A(i, j);" "- A(j, i);")
agglo_planted_fault(lu_no_identity linkage/leontief_inverse "(i == j ? 1.0 : 0.0)" "(i == j ? 0.0 : 0.0)")
# the check after emulated products
agglo_planted_fault(check_sees_nothing linkage/leontief_inverse "const double off = std::abs(u[j] - uA[j] - 1);" "const double off = 0 * std::abs(u[j] - uA[j] - 1);")
agglo_planted_fault(check_without_A linkage/leontief_inverse "std::as_const(u).view(), A, uA.view());" "std::as_const(u).view(), L, uA.view());")
