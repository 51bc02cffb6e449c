"""O sorteio do Estado inteiro se repete."""

from django.db import transaction

from seicidades.demo.carga import carregar
from seicidades.demo.sorteio import estado_inteiro
from seicidades.fluxo.models import Andamento

SENHA = "jabuticaba-no-quintal"


def retrato():
    """O que se vê de cada cidade; chaves do banco e de arquivos mudam de uma carga para outra."""
    andamentos = Andamento.objects.order_by("implantacao__orgao__municipio__codigo_ibge", "seq")
    return list(
        andamentos.values_list(
            "implantacao__orgao__municipio__codigo_ibge",
            "seq",
            "tipo",
            "etapa",
            "item",
            "registrado_em",
            "ator__email",
            "ator__nome",
            "dados__pedido__resumo",
            "dados__pedido__texto",
        )
    )


def test_duas_cargas_contam_a_mesma_coisa(municipios):
    amostra = estado_inteiro()[::7]
    retratos = []
    for _ in range(2):
        with transaction.atomic():
            carregar(senha=SENHA, vazia=False, enredos=amostra)
            retratos.append(retrato())
            transaction.set_rollback(True)

    assert len(retratos[0]) > 500
    assert retratos[0] == retratos[1]
