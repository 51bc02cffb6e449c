"""Regras da regulamentação: o que se aceita registrar e o que se recusa.

As funções que gravam são chamadas dentro de `fluxo.servicos.alterar_fatos`,
com a implantação travada. O que recusam vem por campo, para a página mostrar
cada frase onde se corrige.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from regulamentacao.assuntos import ASSUNTOS, POR_CHAVE, Assunto
from regulamentacao.models import (
    POR_ATIVIDADE,
    AnaliseDaMinuta,
    AtoNormativo,
    ConferenciaDeAssuntos,
    Finalidade,
    Minuta,
    NiveisDeAssinatura,
    ParecerJuridico,
    RespostaDeAssunto,
)
from seicidades.comum.formatos import data_curta

CAMPOS_DO_ATO = frozenset(
    {
        "tipo",
        "numero",
        "ano",
        "assinado_em",
        "ementa",
        "vigencia_inicio",
        "revoga",
        "altera",
        "preexistente",
        "arquivo",
        "membros",
        "abrange_meio",
        "abrange_fim",
        "aprovado_pelo_arquivo_em",
    }
)
CAMPOS_DA_PUBLICACAO = frozenset(
    {"veiculo", "edicao", "pagina", "publicado_em", "link", "arquivo_da_publicacao"}
)
FUTURO = "{} ainda não chegou. Registre depois que acontecer, ou corrija a data."
MINUTA_NOVA = "minuta_nova"
CAMPOS_DA_RESPOSTA = frozenset({"resposta", "artigo", "trecho"})


# --- Minuta, análise e parecer ---------------------------------------------------------

_DA_MINUTA = ("arquivo", "analise", "redacao")


def ultima_minuta(implantacao) -> Minuta | None:
    """A última versão, já com a análise dela, se houver."""
    minutas = Minuta.objects.filter(implantacao=implantacao)
    return minutas.select_related(*_DA_MINUTA).order_by("-versao").first()


def versoes_da_minuta(implantacao) -> list[Minuta]:
    """Todas, da mais nova à mais antiga, com o que a Prodesp disse de cada uma."""
    minutas = Minuta.objects.filter(implantacao=implantacao)
    return list(minutas.select_related(*_DA_MINUTA).order_by("-versao"))


def registrar_minuta(implantacao, *, arquivo, observacao="", hoje: date | None = None) -> Minuta:
    """Guarda mais uma versão; as anteriores ficam como estão."""
    ultima = ultima_minuta(implantacao)
    minuta = Minuta(
        implantacao=implantacao,
        versao=ultima.versao + 1 if ultima else 1,
        arquivo=arquivo,
        observacao=observacao,
        registrada_em=hoje or timezone.localdate(),
    )
    return _salvar(minuta)


def conferir_versao_lida(implantacao, versao: int | None) -> Minuta:
    """Devolve a última minuta, se foi ela que a pessoa leu."""
    minuta = ultima_minuta(implantacao)
    if minuta is None:
        raise ValidationError(
            "O município ainda não enviou a minuta. Aguarde o envio para registrar a análise."
        )
    if minuta.versao != versao:
        raise ValidationError(
            f"O município enviou a versão {minuta.versao} depois que você abriu esta página. "
            "Leia a versão nova e registre de novo.",
            code=MINUTA_NOVA,
        )
    return minuta


def registrar_analise(
    implantacao, *, versao: int | None, resultado: str, observacoes="", hoje: date | None = None
) -> AnaliseDaMinuta:
    """Registra, ou corrige, o que a Prodesp disse da última versão."""
    minuta = conferir_versao_lida(implantacao, versao)
    analise = getattr(minuta, "analise", None) or AnaliseDaMinuta(minuta=minuta)
    analise.resultado = resultado
    analise.observacoes = observacoes
    analise.analisada_em = hoje or timezone.localdate()
    if resultado != AnaliseDaMinuta.Resultado.SEM_AJUSTES and not observacoes:
        _recusar({"observacoes": "Escreva o que mudar, para o município saber o que fazer."})
    return _salvar(analise)


def parecer(implantacao) -> ParecerJuridico | None:
    return ParecerJuridico.objects.filter(implantacao=implantacao).select_related("arquivo").first()


def registrar_parecer(
    implantacao, dados: Mapping[str, object], *, hoje: date | None = None
) -> ParecerJuridico:
    """Registra ou corrige o parecer. `dados` pode não trazer o arquivo já guardado."""
    novo = _do_municipio(ParecerJuridico, implantacao)
    _preencher(novo, dados, {"numero", "emitido_em", "conclusao", "ressalvas", "arquivo"})
    erros = _datas_futuras(novo, ("emitido_em",), hoje)
    if novo.conclusao != ParecerJuridico.Conclusao.FAVORAVEL and not novo.ressalvas:
        erros["ressalvas"] = "Resuma as ressalvas ou o motivo do parecer contrário."
    _recusar(erros)
    return _salvar(novo)


# --- Atos e publicação -----------------------------------------------------------------


def ato_do_processo_eletronico(implantacao) -> AtoNormativo | None:
    atos = AtoNormativo.objects.filter(implantacao=implantacao).do_processo_eletronico()
    return atos.select_related("arquivo", "arquivo_da_publicacao").first()


def atos_da_finalidade(implantacao, finalidade: Finalidade) -> list[AtoNormativo]:
    atos = AtoNormativo.objects.filter(implantacao=implantacao, finalidade=finalidade)
    return list(atos.select_related("arquivo", "arquivo_da_publicacao"))


def conferir_ato(ato: AtoNormativo, hoje: date | None = None) -> None:
    """Recusa datas impossíveis, publicação pela metade e atividades repetidas.

    Raises:
        ValidationError: com todas as recusas, por campo.
    """
    _recusar(
        _datas_futuras(ato, ("assinado_em", "publicado_em", "aprovado_pelo_arquivo_em"), hoje)
        | _ano_estranho(ato)
        | _publicacao_incompleta(ato)
        | _datas_fora_de_ordem(ato)
        | _atividades_erradas(ato)
    )


def registrar_ato(
    implantacao,
    finalidade: Finalidade,
    dados: Mapping[str, object],
    *,
    ato_id: int | None = None,
    hoje: date | None = None,
) -> AtoNormativo:
    """Registra um ato novo ou corrige o de `ato_id`; `dados` pode trazer só uma parte.

    O ato é lido de novo aqui, já com a implantação travada, para não desfazer o
    que outra pessoa gravou enquanto esta página estava aberta.
    """
    if ato_id:
        ato = AtoNormativo.objects.get(pk=ato_id, implantacao=implantacao, finalidade=finalidade)
    else:
        ato = AtoNormativo(implantacao=implantacao, finalidade=finalidade)
    _preencher(ato, dados, CAMPOS_DO_ATO | CAMPOS_DA_PUBLICACAO)
    conferir_ato(ato, hoje)
    return _salvar(ato)


def registrar_publicacao(
    implantacao, dados: Mapping[str, object], *, hoje: date | None = None
) -> AtoNormativo:
    """Registra a publicação do ato do processo eletrônico."""
    ato = ato_do_processo_eletronico(implantacao)
    if ato is None:
        raise ValidationError(
            "O ato assinado ainda não está registrado. Registre o ato e volte à publicação."
        )
    publicacao = {campo: dados[campo] for campo in CAMPOS_DA_PUBLICACAO & dados.keys()}
    return registrar_ato(implantacao, ato.finalidade, publicacao, ato_id=ato.pk, hoje=hoje)


def _ano_estranho(ato: AtoNormativo) -> dict[str, str]:
    """O número costuma ser do ano da assinatura; na virada, do ano vizinho."""
    if ato.ano and ato.assinado_em and abs(ato.ano - ato.assinado_em.year) > 1:
        return {
            "ano": f"O ano é {ato.ano} e a assinatura é de {data_curta(ato.assinado_em)}. "
            "Confira os dois no texto do ato."
        }
    return {}


def _publicacao_incompleta(ato: AtoNormativo) -> dict[str, str]:
    prova = ato.link or ato.arquivo_da_publicacao_id
    if not ato.publicado_em:
        if prova or ato.veiculo or ato.edicao or ato.pagina:
            return {"publicado_em": "Informe a data em que o ato foi publicado."}
        return {}
    erros = {}
    if not ato.veiculo:
        erros["veiculo"] = "Informe onde o ato foi publicado."
    if not prova:
        erros["link"] = "Informe o endereço da publicação ou envie o arquivo da página."
    return erros


def _datas_fora_de_ordem(ato: AtoNormativo) -> dict[str, str]:
    publicado, assinado, aprovado = (
        ato.publicado_em,
        ato.assinado_em,
        ato.aprovado_pelo_arquivo_em,
    )
    erros = {}
    if publicado and assinado and publicado < assinado:
        erros["publicado_em"] = (
            f"A publicação, em {data_curta(publicado)}, vem antes da assinatura, "
            f"em {data_curta(assinado)}. Confira as duas datas no ato e no jornal."
        )
    if publicado and ato.vigencia_inicio and ato.vigencia_inicio < publicado:
        erros["vigencia_inicio"] = (
            f"O ato começaria a valer em {data_curta(ato.vigencia_inicio)}, antes da publicação, "
            f"em {data_curta(publicado)}. Confira as duas datas; em branco, vale a da publicação."
        )
    if publicado and aprovado and aprovado > publicado:
        erros["aprovado_pelo_arquivo_em"] = (
            f"A aprovação, em {data_curta(aprovado)}, vem depois da publicação, "
            f"em {data_curta(publicado)}. O arquivo público aprova antes; confira as datas."
        )
    return erros


def _atividades_erradas(ato: AtoNormativo) -> dict[str, str]:
    """Plano e tabela dizem o que abrangem, e nada é abrangido duas vezes."""
    if ato.finalidade not in POR_ATIVIDADE:
        return {}
    if not (ato.abrange_meio or ato.abrange_fim):
        return {"abrange_meio": "Marque as atividades que este ato abrange: meio, fim ou as duas."}
    outros = AtoNormativo.objects.filter(
        implantacao_id=ato.implantacao_id, finalidade=ato.finalidade
    ).exclude(pk=ato.pk)
    return {
        campo: f"{outro.identificacao}, já abrange as {nome}. Corrija aquele ou desmarque aqui."
        for campo, nome in (("abrange_meio", "atividades-meio"), ("abrange_fim", "atividades-fim"))
        for outro in outros
        if getattr(ato, campo) and getattr(outro, campo)
    }


# --- Assuntos e níveis -----------------------------------------------------------------


def responder_assuntos(
    implantacao, mudancas: Mapping[str, Mapping[str, str]], *, justificativa: str | None = None
) -> int:
    """Grava só o que mudou, para que duas pessoas não se apaguem.

    Args:
        mudancas: assunto → campos mudados (`resposta`, `artigo`, `trecho`).
        justificativa: None deixa a que existe.

    Returns:
        Quantos assuntos foram tocados.
    """
    if desconhecidos := mudancas.keys() - POR_CHAVE.keys():
        raise ValidationError(
            f"Assunto fora da lista: {', '.join(sorted(desconhecidos))}. Recarregue a página."
        )
    existentes = {r.assunto: r for r in implantacao.regulamentacao_respostas.all()}
    for assunto, campos in mudancas.items():
        resposta = existentes.get(assunto) or RespostaDeAssunto(
            implantacao=implantacao, assunto=assunto
        )
        _preencher(resposta, campos, CAMPOS_DA_RESPOSTA)
        _salvar(resposta)
    if justificativa is not None:
        conferencia = _do_municipio(ConferenciaDeAssuntos, implantacao)
        conferencia.justificativa = justificativa
        _salvar(conferencia)
    return len(mudancas)


def respostas_iniciais(implantacao) -> dict[str, str]:
    """O que já foi respondido, com os nomes de campo do formulário."""
    inicial = {
        f"{resposta.assunto}-{campo}": getattr(resposta, campo)
        for resposta in implantacao.regulamentacao_respostas.all()
        for campo in CAMPOS_DA_RESPOSTA
    }
    conferencia = ConferenciaDeAssuntos.objects.filter(implantacao=implantacao).first()
    return inicial | {"justificativa": conferencia.justificativa if conferencia else ""}


def primeiro_assunto_a_resolver(implantacao) -> str:
    """O primeiro da lista sem resposta, ou que consta sem dizer onde; senão, a justificativa."""
    return next((assunto.chave for assunto, _ in lacunas(implantacao)), "justificativa")


def lacunas(implantacao) -> list[tuple[Assunto, str]]:
    """O que falta responder, na ordem da lista: o assunto e o que falta nele."""
    respostas = {r.assunto: r for r in implantacao.regulamentacao_respostas.all()}
    faltas = []
    for assunto in ASSUNTOS:
        resposta = respostas.get(assunto.chave, RespostaDeAssunto())
        if resposta.lacuna:
            faltas.append((assunto, resposta.lacuna))
    return faltas


def assuntos_ausentes(implantacao) -> list[Assunto]:
    """Os que a pessoa disse que não constam, na ordem da lista."""
    ausentes = set(
        implantacao.regulamentacao_respostas.filter(
            resposta=RespostaDeAssunto.Resposta.NAO_CONSTA
        ).values_list("assunto", flat=True)
    )
    return [assunto for assunto in ASSUNTOS if assunto.chave in ausentes]


def niveis(implantacao) -> NiveisDeAssinatura | None:
    return NiveisDeAssinatura.objects.filter(implantacao=implantacao).first()


def registrar_niveis(implantacao, dados: Mapping[str, object]) -> NiveisDeAssinatura:
    novos = _do_municipio(NiveisDeAssinatura, implantacao)
    campos = {campo.name for campo in NiveisDeAssinatura._meta.fields} - {"id", "implantacao"}
    _preencher(novos, dados, campos)
    return _salvar(novos)


# --- Comum -----------------------------------------------------------------------------


def _do_municipio(modelo, implantacao):
    """A linha única da implantação, gravada ou nova."""
    return modelo.objects.filter(implantacao=implantacao).first() or modelo(implantacao=implantacao)


def _preencher(objeto, dados: Mapping[str, object], permitidos: Iterable[str]) -> None:
    for campo in dados.keys() & set(permitidos):
        setattr(objeto, campo, dados[campo])


def _datas_futuras(objeto, campos: Iterable[str], hoje: date | None) -> dict[str, str]:
    hoje = hoje or timezone.localdate()
    return {
        campo: FUTURO.format(data_curta(valor))
        for campo in campos
        if (valor := getattr(objeto, campo)) and valor > hoje
    }


def _recusar(erros: Mapping[str, str]) -> None:
    if erros:
        raise ValidationError(dict(erros))


def _salvar(objeto):
    """Confere campos e restrições, com as frases delas, e grava."""
    objeto.full_clean()
    objeto.save()
    return objeto
