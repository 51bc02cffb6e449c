"""Gravar um plano: tudo ou nada, sem correio, em poucas instruções para as cidades novas."""

from datetime import date
from functools import partial

from django.db import transaction

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import Usuario
from seicidades.correio.servicos import chamar_tarefa
from seicidades.fluxo.carga import executar_em_silencio, fatos_de_carga
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Canal
from seicidades.fluxo.servicos import Passo, alterar_fatos, carregar_historico
from seicidades.importacao.comparacao import retificacao
from seicidades.importacao.plano import Cidade, Plano, Troca
from seicidades.municipios.models import Orgao

REAVALIAR = "seicidades.fluxo.tasks.reavaliar_todas"


def aplicar(plano: Plano, *, chave: str) -> dict[str, int]:
    """Grava o plano, dentro da transação de quem chama. Devolve a contagem do que fez."""
    novas = [c for c in plano.cidades if c.comando and c.implantacao is None]
    comecadas = [c for c in plano.cidades if c.comando and c.implantacao is not None]
    lugares = [lugar for c in plano.cidades for lugar in c.lugares]
    hoje = plano.retrato.hoje
    contas.ocupar_lugares(lugares, inicio=hoje, por=plano.retrato.por, ato=plano.fonte)
    _criar(plano, novas)
    for cidade in comecadas:
        executar_em_silencio(cidade.implantacao, cidade.comando, plano.retrato.por, chave=chave)
    _gravar_fatos(plano, [*novas, *comecadas])
    trocas = [(c, troca) for c in plano.cidades for troca in c.trocas]
    for cidade, troca in trocas:
        if troca.tipo != "fato":
            _TROCAS[troca.tipo](plano, cidade, troca, chave, hoje)
    for cidade in plano.cidades:
        _trocar_fatos(plano, cidade)
    if novas or comecadas or lugares or trocas:
        transaction.on_commit(partial(chamar_tarefa, REAVALIAR))
    return {
        "cidades": len(novas) + len(comecadas),
        "pessoas": len(lugares),
        "trocas": len(trocas),
    }


def _criar(plano: Plano, novas: list[Cidade]) -> None:
    orgaos = Orgao.objects.in_bulk([c.registro.lugar.orgao_id for c in novas])
    historicos = [
        (
            orgaos[c.registro.lugar.orgao_id],
            [Passo(c.comando, c.ator, plano.retrato.agora)],
        )
        for c in novas
    ]
    criadas = carregar_historico(historicos, calendarios=plano.retrato.calendarios)
    por_orgao = {i.orgao_id: i for i in criadas}
    for cidade in novas:
        cidade.implantacao = por_orgao[cidade.registro.lugar.orgao_id]


def _gravar_fatos(plano: Plano, cidades: list[Cidade]) -> None:
    """Os fatos das cidades importadas agora; o representante da linha assina."""
    for fatos in fatos_de_carga():
        lote = []
        for cidade in cidades:
            nomes = {c.nome for c in fatos.colunas}
            valores = {c: v for c, v in cidade.fatos.items() if c in nomes}
            if valores:
                lote.append((cidade.implantacao, valores | _quem_assina(cidade)))
        fatos.gravar(lote)


def _quem_assina(cidade: Cidade) -> dict[str, str]:
    nome = cidade.registro.valores.get("representante_nome")
    return {"representante_nome": nome} if nome else {}


def _trocar_fatos(plano: Plano, cidade: Cidade) -> None:
    """Em cidade que já anda, cada item registra o seu fato, como na página."""
    trocas = [t for t in cidade.trocas if t.tipo == "fato"]
    for item in sorted({t.item for t in trocas}):
        valores = {t.coluna: t.valor for t in trocas if t.item == item}
        with alterar_fatos(
            cidade.implantacao,
            plano.retrato.por,
            item,
            "Carga da carteira.",
            origem=Canal.CARGA,
            comprovacao=plano.fonte,
        ) as registro:
            registro.conteudo = {c: str(v) for c, v in valores.items()}
            for fatos in fatos_de_carga():
                if set(valores) & {c.nome for c in fatos.colunas}:
                    fatos.gravar([(cidade.implantacao, valores)])


def _trocar_pessoa(plano: Plano, cidade: Cidade, troca: Troca, chave: str, hoje: date) -> None:
    conta = _conta(plano, troca)
    orgao = Orgao.objects.get(pk=cidade.registro.lugar.orgao_id)
    contas.vincular(
        conta,
        orgao,
        troca.papel or Papel.APOIO,
        inicio=hoje,
        ato=plano.fonte,
        por=plano.retrato.por,
    )


def _conta(plano: Plano, troca: Troca) -> Usuario:
    """A conta do e-mail; nova, nasce sem convite nem aviso."""
    existente = Usuario.objects.filter(email=troca.valor).first()
    return existente or contas.criar_usuario(email=troca.valor, nome=troca.nome)


def _trocar_nome(plano: Plano, cidade: Cidade, troca: Troca, chave: str, hoje: date) -> None:
    conta = Usuario.objects.select_for_update(of=("self",)).get(email=troca.valor)
    conta.nome = troca.nome
    contas.atualizar_usuario(conta, por=plano.retrato.por)


def _retificar(plano: Plano, cidade: Cidade, troca: Troca, chave: str, hoje: date) -> None:
    comando = retificacao(plano, cidade, troca)
    executar_em_silencio(
        cidade.implantacao, comando, plano.retrato.por, chave=f"{chave}:{troca.coluna}"
    )


_TROCAS = {"pessoa": _trocar_pessoa, "nome": _trocar_nome, "retificar": _retificar}


def trancar(ids: list[int]) -> None:
    """Segura órgãos e implantações do arquivo: o que se comparou não muda até gravar."""
    list(Orgao.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    list(
        Implantacao.objects.select_for_update(of=("self",))
        .filter(orgao__in=ids)
        .order_by("pk")
        .values_list("pk")
    )
