from datetime import date

from adesao import assinaturas, instrumentos
from adesao.estados import Passo
from adesao.forms import FimForm, InstrumentoForm, PlanoForm
from adesao.instrumentos import SignatarioInformado
from adesao.models import (
    PapelNoFluxo,
    Parte,
    Signatario,
)
from tests.adesao.apoio import amanha, recusa
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    PublicacaoDoExtratoFactory,
    PublicacaoDoMunicipioFactory,
    RepresentanteFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)

ANA = SignatarioInformado("Ana Prado", "Prefeita", Parte.MUNICIPIO)
RUI = SignatarioInformado("Rui Lemos", "Secretário", Parte.SGGD)
IVO = SignatarioInformado("Ivo Serra", "Diretor", Parte.PRODESP)


def termo_assinado(implantacao):
    termo = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=termo, assinado_em=date(2026, 3, 20))
    return termo


def registrar(implantacao, papel=PapelNoFluxo.ABRE, signatarios=(ANA,), **dados):
    padrao = {
        "tipo": TipoDeInstrumentoFactory(acordo=papel == PapelNoFluxo.ACORDO),
        "numero": "",
        "processo_sei": "018.00012345/2024-39",
        "documento_sei": "6001234",
        "disponibilizado_em": date(2026, 3, 23),
    }
    return instrumentos.registrar_instrumento(implantacao, papel, signatarios, **padrao | dados)


# --- Instrumentos


def test_registrar_termo_com_signatarios_em_ordem(implantacao):
    bia = SignatarioInformado("Bia Reis", "Procuradora", Parte.MUNICIPIO)
    termo = registrar(implantacao, signatarios=(ANA, bia))
    assert [(s.ordem, s.nome) for s in termo.signatarios.all()] == [
        (1, "Ana Prado"),
        (2, "Bia Reis"),
    ]


def test_registrar_de_novo_corrige_sem_perder_a_assinatura(implantacao):
    termo = registrar(implantacao)
    ana = termo.signatarios.get()
    Signatario.objects.filter(pk=ana.pk).update(assinado_em=date(2026, 3, 25))
    corrigida = SignatarioInformado("Ana Prado Lima", "Prefeita", Parte.MUNICIPIO, ana.pk)
    bia = SignatarioInformado("Bia Reis", "Procuradora", Parte.MUNICIPIO)
    assert registrar(implantacao, signatarios=(bia, corrigida), numero="7") == termo
    lidos = [(s.nome, s.assinado_em) for s in termo.signatarios.all()]
    assert lidos == [("Bia Reis", None), ("Ana Prado Lima", date(2026, 3, 25))]


def test_registrar_nao_tira_quem_ja_assinou(implantacao):
    termo = registrar(implantacao)
    termo.signatarios.update(assinado_em=date(2026, 3, 25))
    bia = SignatarioInformado("Bia Reis", "Procuradora", Parte.MUNICIPIO)
    frase = recusa(lambda: registrar(implantacao, signatarios=(bia,)))
    assert "Ana Prado já assinou em 25/03/2026" in frase
    termo.signatarios.update(assinado_em=None)
    registrar(implantacao, signatarios=(bia,))
    assert [s.nome for s in termo.signatarios.all()] == ["Bia Reis"]


def test_duas_linhas_podem_trocar_de_nome(implantacao):
    termo = InstrumentoFactory(implantacao=implantacao)
    ana = SignatarioFactory(instrumento=termo, nome="Ana", ordem=1)
    bia = SignatarioFactory(instrumento=termo, nome="Bia", ordem=2)
    trocadas = [
        SignatarioInformado("Bia", "Vice-prefeita", Parte.MUNICIPIO, ana.pk),
        SignatarioInformado("Ana", "Prefeita", Parte.MUNICIPIO, bia.pk),
    ]
    instrumentos.refazer_signatarios(termo, trocadas)
    assert list(termo.signatarios.order_by("ordem").values_list("pk", "nome")) == [
        (ana.pk, "Bia"),
        (bia.pk, "Ana"),
    ]


def test_linha_que_passa_a_outra_pessoa_deixa_de_ser_de_quem_representa(implantacao):
    prefeita = RepresentanteFactory(implantacao=implantacao, nome="Ana Prado")
    termo = InstrumentoFactory(implantacao=implantacao)
    linha = SignatarioFactory(instrumento=termo, nome="Ana Prado", representante=prefeita)

    def renomear(nome):
        informada = SignatarioInformado(nome, "Prefeita", Parte.MUNICIPIO, linha.pk)
        instrumentos.refazer_signatarios(termo, [informada])
        return termo.signatarios.get().representante

    assert renomear("Bruno Sá") is None
    assert renomear("ANA PRADO") == prefeita


def test_texto_com_cpf_e_recusado_no_campo(implantacao):
    termo = InstrumentoFactory(implantacao=implantacao)

    def erros(motivo):
        dados = {"como": "cancelado", "em": "2026-04-01", "motivo": motivo}
        return FimForm(dados, implantacao=implantacao, instrumento=termo).errors

    assert "CPF" in erros("A pedido de 111.444.777-35")["motivo"][0]
    assert not erros("Processo 018.00012345/2024-39 refeito")


def test_descricao_com_cpf_e_recusada_na_linha(implantacao):
    opcoes = {"linhas": {}, "implantacao": implantacao}
    form = PlanoForm({"meta_1_descricao": "Cadastrar 11144477735"}, **opcoes)
    assert list(form.errors) == ["meta_1_descricao"]


def test_linha_de_numero_absurdo_nao_conta(implantacao):
    enviado = {"signatario_" + "9" * 5000 + "_nome": "Ana"}
    opcoes = {"papel": PapelNoFluxo.ABRE, "instrumento": None, "implantacao": implantacao}
    assert InstrumentoForm(enviado, **opcoes).linhas == 2


def test_registrar_recusa_listas_que_nao_servem(implantacao):
    termo_assinado(implantacao)

    def acordo(*signatarios):
        return lambda: registrar(implantacao, PapelNoFluxo.ACORDO, signatarios)

    assert "pelo município" in recusa(acordo(RUI))
    assert "pela SGGD e pela Prodesp" in recusa(acordo(ANA))
    assert "quem assina pela Prodesp" in recusa(acordo(ANA, RUI))
    assert "duas vezes" in recusa(acordo(ANA, RUI, IVO, ANA))
    assert acordo(ANA, RUI, IVO)().signatarios.count() == 3


def test_registrar_recusa_tipo_de_outro_lugar(implantacao):
    frase = recusa(
        lambda: registrar(implantacao, tipo=TipoDeInstrumentoFactory(acordo=True)), "tipo"
    )
    assert "não serve para este item" in frase


def test_registrar_recusa_dia_futuro_ou_depois_de_assinatura(implantacao):
    ana = registrar(implantacao).signatarios.get()
    Signatario.objects.filter(pk=ana.pk).update(assinado_em=date(2026, 3, 25))
    mesma = (SignatarioInformado(ana.nome, ana.cargo, ana.parte, ana.pk),)

    def em(dia):
        return lambda: registrar(implantacao, signatarios=mesma, disponibilizado_em=dia)

    assert "ainda não chegou" in recusa(em(amanha()), "disponibilizado_em")
    assert "dia de uma assinatura" in recusa(em(date(2026, 3, 26)), "disponibilizado_em")
    assert em(date(2026, 3, 25))()


def test_registrar_recusa_documento_de_outra_cidade(implantacao, nova_implantacao):
    InstrumentoFactory(implantacao=nova_implantacao(), documento_sei="6001234")
    frase = recusa(lambda: registrar(implantacao), "documento_sei")
    assert "outra cidade" in frase


def test_nao_ha_acordo_antes_do_termo_assinado(implantacao):
    def acordo(dia=date(2026, 3, 23)):
        return lambda: registrar(
            implantacao, PapelNoFluxo.ACORDO, (ANA, RUI, IVO), disponibilizado_em=dia
        )

    assert "depois de o município assinar o termo" in recusa(acordo())
    termo = InstrumentoFactory(implantacao=implantacao)
    assinatura = SignatarioFactory(instrumento=termo)
    assert "depois de o município assinar o termo" in recusa(acordo())
    assinatura.assinado_em = date(2026, 3, 20)
    assinatura.save()
    assert "antes da assinatura do termo" in recusa(acordo(date(2026, 3, 19)), "disponibilizado_em")
    assert acordo(date(2026, 3, 20))()


def test_cancelar_guarda_na_historia_e_deixa_registrar_outro(implantacao):
    termo = registrar(implantacao)
    instrumentos.cancelar_instrumento(
        implantacao, PapelNoFluxo.ABRE, em=date(2026, 4, 1), motivo="Texto errado"
    )
    assert registrar(implantacao, disponibilizado_em=date(2026, 4, 2)).pk != termo.pk
    assert implantacao.adesao_instrumentos.count() == 2


def test_cancelar_recusa_o_que_nao_ha_datas_sem_sentido_e_termo_com_acordo(implantacao):
    def cancelar(dia=date(2026, 4, 1)):
        return lambda: instrumentos.cancelar_instrumento(
            implantacao, PapelNoFluxo.ABRE, em=dia, motivo="Texto errado"
        )

    assert "Não há instrumento" in recusa(cancelar())
    termo_assinado(implantacao)
    assert "ainda não chegou" in recusa(cancelar(amanha()), "cancelado_em")
    assert "antes de o instrumento" in recusa(cancelar(date(2026, 3, 1)), "cancelado_em")
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    assert "Cancele o acordo" in recusa(cancelar())
    instrumentos.cancelar_instrumento(
        implantacao, PapelNoFluxo.ACORDO, em=acordo.disponibilizado_em, motivo="Refeito"
    )
    assert cancelar()()


# --- Assinaturas e publicação


def assinar(implantacao, papel, datas, parte=Parte.MUNICIPIO, **extra):
    return instrumentos.registrar_assinaturas(implantacao, papel, parte, datas, **extra)


def test_registrar_assinaturas_de_uma_parte_so(implantacao, arquivo):
    termo_assinado(implantacao)
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    ana = SignatarioFactory(instrumento=acordo)
    bia = SignatarioFactory(instrumento=acordo)
    rui = SignatarioFactory(instrumento=acordo, sggd=True)
    copia = arquivo(implantacao.orgao)
    dia = date(2026, 3, 25)
    assinar(implantacao, PapelNoFluxo.ACORDO, {ana.pk: dia, rui.pk: dia}, comprovante=copia)
    for signatario in (ana, bia, rui):
        signatario.refresh_from_db()
    assert (ana.assinado_em, ana.comprovante) == (dia, copia)
    assert (bia.assinado_em, bia.comprovante) == (None, None)
    assert rui.assinado_em is None


def test_registrar_assinaturas_desfaz_a_que_foi_engano(implantacao, arquivo):
    termo = InstrumentoFactory(implantacao=implantacao)
    ana = SignatarioFactory(
        instrumento=termo, assinado=True, comprovante=arquivo(implantacao.orgao)
    )
    assinar(implantacao, PapelNoFluxo.ABRE, {ana.pk: None})
    ana.refresh_from_db()
    assert (ana.assinado_em, ana.comprovante) == (None, None)


def test_registrar_assinaturas_recusa_sem_signatario_e_datas_impossiveis(implantacao):
    assert "Ainda não há signatário" in recusa(lambda: assinar(implantacao, PapelNoFluxo.ABRE, {}))
    termo = InstrumentoFactory(implantacao=implantacao)
    ana = SignatarioFactory(instrumento=termo)

    def em(dia):
        return lambda: assinar(implantacao, PapelNoFluxo.ABRE, {ana.pk: dia})

    campo = f"assinado_em_{ana.pk}"
    assert "ainda não chegou" in recusa(em(amanha()), campo)
    assert "antes de o documento estar disponível" in recusa(em(date(2026, 3, 8)), campo)
    assert em(date(2026, 3, 9))()


def test_assinatura_do_termo_nao_passa_do_acordo_que_ja_ha(implantacao):
    termo = termo_assinado(implantacao)
    InstrumentoFactory(implantacao=implantacao, acordo=True)
    ana = termo.signatarios.get()

    def em(dia):
        return lambda: assinar(implantacao, PapelNoFluxo.ABRE, {ana.pk: dia})

    assert "Corrija antes o acordo" in recusa(em(date(2026, 3, 24)))
    assert "Corrija antes o acordo" in recusa(em(None))
    assert em(date(2026, 3, 23))()


def test_assinatura_do_acordo_nao_passa_da_publicacao(implantacao):
    termo_assinado(implantacao)
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    ana = SignatarioFactory(instrumento=acordo, assinado=True)
    PublicacaoDoExtratoFactory(instrumento=acordo)
    frase = recusa(
        lambda: assinar(implantacao, PapelNoFluxo.ACORDO, {ana.pk: date(2026, 4, 11)}),
        f"assinado_em_{ana.pk}",
    )
    assert "depois da publicação" in frase


def test_assinatura_do_acordo_nao_passa_da_publicacao_do_municipio(implantacao):
    termo_assinado(implantacao)
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    ana = SignatarioFactory(instrumento=acordo, assinado=True)
    PublicacaoDoMunicipioFactory(instrumento=acordo)

    def em(dia):
        return lambda: assinar(implantacao, PapelNoFluxo.ACORDO, {ana.pk: dia})

    frase = recusa(em(date(2026, 4, 11)), f"assinado_em_{ana.pk}")
    assert "depois da publicação no diário do município" in frase
    assert em(date(2026, 4, 10))()


def test_com_liberacao_registrada_o_documento_nao_deixa_de_estar_disponivel(implantacao):
    prefeita = RepresentanteFactory(implantacao=implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=prefeita, liberado=True)
    termo = registrar(implantacao)
    ana = termo.signatarios.get()
    liberada = date(2026, 3, 24)
    assinaturas.registrar_passo(ana, Passo.LIBERADA, ocorreu_em=liberada)
    mesma = (SignatarioInformado(ana.nome, ana.cargo, ana.parte, ana.pk),)

    def em(dia):
        return lambda: registrar(implantacao, signatarios=mesma, disponibilizado_em=dia)

    sem_dia = recusa(em(None), "disponibilizado_em")
    assert "Há liberação registrada em 24/03/2026" in sem_dia
    assert "desfaça antes" in sem_dia
    assert "dia de uma liberação" in recusa(em(date(2026, 3, 25)), "disponibilizado_em")
    assinaturas.registrar_passo(ana, Passo.DESFEITO, ocorreu_em=liberada)
    assert em(None)().disponibilizado_em is None


def test_publicar_extrato_pede_todas_as_assinaturas_e_vem_depois_delas(implantacao):
    def publicar(dia):
        return lambda: instrumentos.publicar_extrato(
            implantacao, veiculo="Diário", publicado_em=dia, link="https://exemplo.invalid/1"
        )

    assert "depois de todas as assinaturas" in recusa(publicar(date(2026, 4, 1)))
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=acordo, assinado=True)
    SignatarioFactory(instrumento=acordo, assinado=True, prodesp=True)
    rui = SignatarioFactory(instrumento=acordo, sggd=True)
    assert "depois de todas as assinaturas" in recusa(publicar(date(2026, 4, 1)))
    rui.assinado_em = date(2026, 3, 30)
    rui.save()
    assert "antes da última assinatura" in recusa(publicar(date(2026, 3, 29)), "publicado_em")
    assert "ainda não chegou" in recusa(publicar(amanha()), "publicado_em")
    publicacao = publicar(date(2026, 3, 30))()
    assert publicar(date(2026, 4, 2))() == publicacao


def test_publicar_extrato_pede_link_ou_arquivo(implantacao, arquivo):
    acordo = InstrumentoFactory(implantacao=implantacao, acordo=True, pelo_estado=date(2026, 3, 25))
    SignatarioFactory(instrumento=acordo, assinado=True)

    def publicar(**extra):
        return lambda: instrumentos.publicar_extrato(
            implantacao, veiculo="Diário", publicado_em=date(2026, 4, 1), **extra
        )

    assert "Informe o endereço da publicação ou anexe a página." in recusa(publicar())
    guardada = arquivo(implantacao.orgao)
    publicar(arquivo=guardada)()
    assert publicar(link="https://exemplo.invalid/1")().arquivo == guardada
