"""A casca do motor: o único lugar que escreve nas tabelas do fluxo."""

from seicidades.fluxo.nucleo.comandos import Recusa, Recusado
from seicidades.fluxo.nucleo.guardas.papeis import RECUSAS_DE_PAPEL
from seicidades.fluxo.servicos.carga import Passo, carregar_historico
from seicidades.fluxo.servicos.comandos import (
    PedidoRepetido,
    RegistroDeFato,
    alterar_fatos,
    comandos_possiveis,
    disponiveis,
    executar,
    iniciar,
    reavaliar,
)
from seicidades.fluxo.servicos.contatos import (
    anular_contato,
    cumprir_passo,
    passo_sugerido,
    proximos_passos,
    registrar_contato,
)
from seicidades.fluxo.servicos.gravacao import Resultado
from seicidades.fluxo.servicos.pecas import (
    ImplantacaoOcupada,
    apurar,
    ator_de,
    contar_quem_e_quando,
    contexto_de_leitura,
    traduzir_trava,
)
from seicidades.fluxo.servicos.recalculos import (
    SEM_NOMES,
    atender_recalculos,
    pedir_recalculos,
)
from seicidades.fluxo.servicos.roteiro import publicar_roteiro, roteiro_publicado

__all__ = [
    "RECUSAS_DE_PAPEL",
    "SEM_NOMES",
    "ImplantacaoOcupada",
    "Passo",
    "PedidoRepetido",
    "Recusa",
    "Recusado",
    "RegistroDeFato",
    "Resultado",
    "alterar_fatos",
    "anular_contato",
    "apurar",
    "atender_recalculos",
    "ator_de",
    "carregar_historico",
    "comandos_possiveis",
    "contar_quem_e_quando",
    "contexto_de_leitura",
    "cumprir_passo",
    "disponiveis",
    "executar",
    "iniciar",
    "passo_sugerido",
    "pedir_recalculos",
    "proximos_passos",
    "publicar_roteiro",
    "reavaliar",
    "registrar_contato",
    "roteiro_publicado",
    "traduzir_trava",
]
