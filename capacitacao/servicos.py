"""Regras da capacitação. Chamadas dentro de `alterar_fatos`."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from capacitacao.models import (
    Atendimento,
    EntregaDeProduto,
    Multiplicador,
    OperacaoAssistida,
    Presenca,
    Prontidao,
    Reuniao,
    Sessao,
    TipoDeSessao,
)
from seicidades.comum.formatos import data_curta
from seicidades.fluxo.models import Implantacao


def ja_passou(campo: str, dia: date) -> None:
    """Recusa, no campo, o dia que ainda não chegou.

    Raises:
        ValidationError: com a saída.
    """
    if dia > timezone.localdate():
        raise ValidationError(
            {campo: f"{data_curta(dia)} ainda não chegou. Registre depois que acontecer."}
        )


def depois_do_inicio(implantacao: Implantacao, campo: str, dia: date) -> None:
    if implantacao.inicio and dia < implantacao.inicio:
        raise ValidationError(
            {
                campo: f"{data_curta(dia)} vem antes do início da implantação, "
                f"em {data_curta(implantacao.inicio)}. Confira a data."
            }
        )


def gravar(objeto):
    """Confere tudo o que o modelo exige e grava.

    Raises:
        ValidationError: nos campos, com a saída.
    """
    objeto.full_clean()
    objeto.save()
    return objeto


def registrar_reuniao(implantacao: Implantacao, tipo: str, dados: dict) -> Reuniao:
    """A reunião feita; registrar de novo corrige a que há."""
    ja_passou("data", dados["data"])
    reuniao = Reuniao.objects.filter(implantacao=implantacao, tipo=tipo).first()
    reuniao = reuniao or Reuniao(implantacao=implantacao, tipo=tipo)
    return gravar(_com(reuniao, dados))


def _com(objeto, dados: dict):
    for campo, valor in dados.items():
        setattr(objeto, campo, valor)
    return objeto


def incluir_multiplicador(implantacao: Implantacao, dados: dict) -> Multiplicador:
    dados = dados | {"email": dados["email"].strip().lower()}
    if Multiplicador.objects.filter(implantacao=implantacao, email=dados["email"]).exists():
        raise ValidationError(
            {"email": "Esta pessoa já está na lista. Confira o e-mail ou retire a outra linha."}
        )
    return gravar(Multiplicador(implantacao=implantacao, **dados))


def retirar_multiplicador(multiplicador: Multiplicador) -> None:
    """Retira da lista quem ainda não tem presença; presença é história e fica.

    Raises:
        ValidationError: se já esteve em sessão realizada.
    """
    if multiplicador.presencas.exists():
        raise ValidationError(
            f"{multiplicador.nome} já tem presença registrada e por isso fica na lista."
        )
    multiplicador.delete()


def marcar_sessao(implantacao: Implantacao, dados: dict) -> Sessao:
    depois_do_inicio(implantacao, "data", dados["data"])
    return gravar(Sessao(implantacao=implantacao, **dados))


def desmarcar_sessao(sessao: Sessao) -> None:
    """Retira da agenda uma sessão que não aconteceu.

    Raises:
        ValidationError: se ela já foi realizada.
    """
    if sessao.realizada_em:
        raise ValidationError("Esta sessão já aconteceu e por isso fica registrada.")
    sessao.delete()


def realizar_sessao(sessao: Sessao, dados: dict, presentes: Iterable[Multiplicador]) -> Sessao:
    """Dá a sessão por feita, com quem esteve."""
    presentes = list(presentes)
    ja_passou("realizada_em", dados["realizada_em"])
    depois_do_inicio(sessao.implantacao, "realizada_em", dados["realizada_em"])
    if sessao.tipo == TipoDeSessao.MULTIPLICADORES:
        if not presentes:
            raise ValidationError({"presentes": "Marque quem esteve na sessão."})
        dados = dados | {"participantes": len(presentes)}
    gravar(_com(sessao, dados))
    sessao.presencas.exclude(multiplicador__in=presentes).delete()
    Presenca.objects.bulk_create(
        [Presenca(sessao=sessao, multiplicador=m) for m in presentes], ignore_conflicts=True
    )
    return sessao


def entregar_produto(implantacao: Implantacao, produto: str, dados: dict) -> EntregaDeProduto:
    ja_passou("entregue_em", dados["entregue_em"])
    entrega = EntregaDeProduto.objects.filter(implantacao=implantacao, produto=produto).first()
    entrega = entrega or EntregaDeProduto(implantacao=implantacao, produto=produto)
    if not (dados.get("link") or dados.get("arquivo") or entrega.arquivo_id):
        raise ValidationError(
            {"link": "Falta a prova. Informe o endereço ou anexe um comprovante."}
        )
    return gravar(_com(entrega, dados))


def responder_prontidao(implantacao: Implantacao, dados: dict) -> Prontidao:
    depois_do_inicio(implantacao, "data_combinada", dados["data_combinada"])
    prontidao = Prontidao.objects.filter(implantacao=implantacao).first()
    return gravar(_com(prontidao or Prontidao(implantacao=implantacao), dados))


def abrir_operacao(implantacao: Implantacao, dados: dict) -> OperacaoAssistida:
    ja_passou("aberta_em", dados["aberta_em"])
    if implantacao.producao_em and dados["aberta_em"] < implantacao.producao_em:
        raise ValidationError(
            {
                "aberta_em": "A operação assistida começa com o SEI em produção, "
                f"desde {data_curta(implantacao.producao_em)}. Confira a data."
            }
        )
    operacao = OperacaoAssistida.objects.filter(implantacao=implantacao).first()
    return gravar(_com(operacao or OperacaoAssistida(implantacao=implantacao), dados))


def registrar_atendimento(implantacao: Implantacao, dados: dict) -> Atendimento:
    ja_passou("data", dados["data"])
    operacao = _operacao_aberta(implantacao)
    if dados["data"] < operacao.aberta_em:
        raise ValidationError(
            {"data": f"A operação assistida abriu em {data_curta(operacao.aberta_em)}."}
        )
    return gravar(Atendimento(implantacao=implantacao, **dados))


def declarar_sem_duvidas(implantacao: Implantacao) -> OperacaoAssistida:
    operacao = _operacao_aberta(implantacao)
    operacao.sem_duvidas = True
    return gravar(operacao)


def encerrar_operacao(implantacao: Implantacao, dados: dict) -> OperacaoAssistida:
    ja_passou("encerrada_em", dados["encerrada_em"])
    operacao = _operacao_aberta(implantacao)
    if dados["encerrada_em"] < operacao.aberta_em:
        raise ValidationError(
            {
                "encerrada_em": "O encerramento vem depois da abertura, "
                f"em {data_curta(operacao.aberta_em)}."
            }
        )
    return gravar(_com(operacao, dados))


def _operacao_aberta(implantacao: Implantacao) -> OperacaoAssistida:
    operacao = OperacaoAssistida.objects.filter(implantacao=implantacao).first()
    if operacao is None:
        raise ValidationError(
            "A operação assistida ainda não foi aberta. A gerência da Prodesp a abre."
        )
    return operacao
