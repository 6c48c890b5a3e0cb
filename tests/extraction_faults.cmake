agglo_planted_fault(no_sector_bound linkage/extraction "if (j >= L.rows) return;" "")
agglo_planted_fault(first_block_alone linkage/extraction "index_type{blockIdx.x} * threads + " "")
agglo_planted_fault(first_diagonal linkage/extraction "L(j, j)" "L(j, 0)")
agglo_planted_fault(demand_for_output linkage/extraction "row_products(ctx, L, x," "row_products(ctx, L, f,")
