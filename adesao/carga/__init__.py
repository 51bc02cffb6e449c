"""O termo e o acordo que já existem em planilhas: colunas, o que há aqui e como se grava.

Quem carrega a carteira não conhece a adesão; conhece o que este módulo declara.
"""

from adesao.carga.colunas import COLUNAS, ITENS
from adesao.carga.conferencia import conferir
from adesao.carga.existentes import atuais
from adesao.carga.gravacao import gravar
from seicidades.fluxo.carga import FatosDeCarga, registrar_fatos

CARGA = registrar_fatos(
    FatosDeCarga(
        etapa="adesao",
        colunas=tuple(coluna for colunas in COLUNAS.values() for coluna in colunas),
        itens=ITENS,
        atuais=atuais,
        conferir=conferir,
        gravar=gravar,
    )
)
