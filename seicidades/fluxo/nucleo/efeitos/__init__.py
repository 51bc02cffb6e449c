"""O que cada comando aceito muda: o `depois` do seu evento."""

from seicidades.fluxo.nucleo.comandos import TipoDeComando
from seicidades.fluxo.nucleo.efeitos.etapas import (
    aprovar_etapa,
    desfazer_aprovacao,
    devolver_etapa,
    enviar_etapa,
    reabrir_etapa,
    recolher_etapa,
)
from seicidades.fluxo.nucleo.efeitos.implantacao import (
    declarar_bloqueio,
    desistir,
    entrar_em_producao,
    prorrogar_prazo,
    readmitir,
    reavaliar,
    resolver_bloqueio,
    retificar,
    retomar,
    suspender,
)
from seicidades.fluxo.nucleo.efeitos.inicio import (
    importar_situacao,
    iniciar,
)
from seicidades.fluxo.nucleo.efeitos.itens import (
    alterar_fatos,
    concluir_item,
    confirmar_dispensa,
    negar_dispensa,
    pedir_dispensa,
    reabrir_item,
)

EFEITOS = {
    TipoDeComando(funcao.__name__): funcao
    for funcao in (
        iniciar,
        importar_situacao,
        concluir_item,
        reabrir_item,
        alterar_fatos,
        pedir_dispensa,
        confirmar_dispensa,
        negar_dispensa,
        enviar_etapa,
        recolher_etapa,
        devolver_etapa,
        aprovar_etapa,
        desfazer_aprovacao,
        reabrir_etapa,
        entrar_em_producao,
        declarar_bloqueio,
        resolver_bloqueio,
        prorrogar_prazo,
        suspender,
        retomar,
        desistir,
        readmitir,
        retificar,
        reavaliar,
    )
}
