"""Alguns documentos pedidos: o worker os escreve assim que a demonstração sobe."""

from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.documentos import servicos
from seicidades.municipios.models import Orgao

# Adamantina, e duas bem adiantadas.
CIDADES = ("3500105", "3530706", "3541406")
PEDIDOS = ("oficio_de_solicitacao", "lei_do_arquivo_publico")


def pedir_documentos() -> None:
    """O ofício e o projeto de lei das cidades que já têm os dados, pela gestão do SEI."""
    orgaos = Orgao.objects.prefeituras().filter(municipio__codigo_ibge__in=CIDADES)
    for orgao in orgaos.order_by("municipio__codigo_ibge"):
        gestores = orgao.vinculos.ativos(timezone.localdate()).filter(papel=Papel.GESTOR_SEI)
        gestor = gestores.select_related("usuario").order_by("suplente", "pk").first()
        for codigo in PEDIDOS if gestor else ():
            if not servicos.faltas_de(servicos.tipo_de(codigo), orgao):
                servicos.gerar_documento(codigo, orgao, gestor.usuario)
