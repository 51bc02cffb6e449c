"""A sala pelas páginas: responder, editar, guardar, entregar."""

import pytest
from django.urls import reverse

from regulamentacao.models import Minuta, Redacao
from regulamentacao.sala import servicos
from regulamentacao.sala.documentos import DECRETO
from regulamentacao.sala.models import ArtigoEditado, RespostasDaTela, SalaDaMinuta
from regulamentacao.sala.perguntas import TELAS, TOTAL
from seicidades.comum.papeis import Papel
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import DocumentoGerado, ModeloDeDocumento
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.servicos import alterar_fatos
from tests.factories import UsuarioFactory, VinculoFactory
from tests.regulamentacao.sala.ajuda import entregar, envio_da_tela, responder_tudo

PRAZOS = {"versao": "0", "limite": "fim_do_dia", "balcao": "sim", "horario": "das 9 às 16 horas"}


@pytest.fixture
def abrir(client, cidade):
    """Pede uma página da sala como alguém; com dados, envia."""

    def pedir(nome, por, *args, dados=None, **consulta):
        client.force_login(por)
        url = reverse(f"regulamentacao:{nome}", args=[cidade.implantacao.pk, *args], query=consulta)
        return client.get(url) if dados is None else client.post(url, dados)

    return pedir


def texto(resposta) -> str:
    return resposta.content.decode()


def erros(resposta) -> str:
    return str(resposta.context["form"].errors)


# --- Responder


def test_a_sala_abre_com_o_decreto_inteiro_de_sugestoes_e_nada_grava(abrir, cidade):
    pagina = texto(abrir("sala", cidade.gestor_sei))

    assert f"0 de {TOTAL} perguntas respondidas" in pagina
    assert "Art. 1º Fica instituído o processo administrativo eletrônico" in pagina
    assert "Base: Lei nº 14.063/2020, arts. 4º e 5º" in pagina
    assert "(sugestão, ainda sem resposta)" in pagina
    assert not SalaDaMinuta.objects.exists()


def test_salvar_uma_tela_leva_a_seguinte_e_muda_o_artigo(abrir, cidade):
    resposta = abrir("tela", cidade.gestor_sei, "prazos", dados=PRAZOS)

    assert resposta.status_code == 302
    assert resposta.url.endswith("/perguntas/assinatura/")
    pagina = texto(abrir("sala", cidade.gestor_sei))
    assert "atende nos dias úteis, das 9 às 16 horas" in pagina
    assert f"3 de {TOTAL} perguntas respondidas" in pagina
    assert "Minuta em preparo: 3 de" in str(Andamento.objects.last().dados)


def test_resposta_que_falta_volta_no_campo_com_o_que_se_escreveu(abrir, cidade):
    resposta = abrir("tela", cidade.gestor_sei, "prazos", dados=PRAZOS | {"horario": " "})

    assert set(resposta.context["form"].errors) == {"horario"}
    assert not RespostasDaTela.objects.exists()


def test_aceitar_todas_as_sugestoes_completa_a_minuta(abrir, cidade):
    for tela in TELAS:
        pagina = abrir("tela", cidade.gestor_sei, tela.chave)
        resposta = abrir("tela", cidade.gestor_sei, tela.chave, dados=envio_da_tela(pagina))
        assert resposta.status_code == 302, tela.chave

    assert resposta.url.endswith("/minuta/sala/")
    assert "Entregar a minuta" in texto(abrir("sala", cidade.gestor_sei))


def test_o_nome_de_quem_representa_vem_sugerido(abrir, cidade):
    pessoa = UsuarioFactory(nome="Joaquina Prado")
    VinculoFactory(orgao=cidade.implantacao.orgao, usuario=pessoa, papel=Papel.REPRESENTANTE)

    assert 'value="Joaquina Prado"' in texto(abrir("tela", cidade.gestor_sei, "abertura"))


def test_norma_revogada_uma_por_linha_sem_o_ponto_final(abrir, cidade):
    dados = {"versao": "0", "inicio": "30", "revoga": "Decreto nº 1, de 2001.\n\n Lei nº 2; \n"}

    abrir("tela", cidade.gestor_sei, "vigencia", dados=dados)

    gravadas = RespostasDaTela.objects.get().dados
    assert gravadas == {"inicio": "30", "revoga": ["Decreto nº 1, de 2001", "Lei nº 2"]}


def test_cpf_numa_resposta_e_recusado(abrir, cidade):
    dados = PRAZOS | {"horario": "falar com 111.444.777-35"}

    assert "parece conter um CPF" in erros(abrir("tela", cidade.gestor_sei, "prazos", dados=dados))


def test_tela_que_nao_existe_nao_ha(abrir, cidade):
    assert abrir("tela", cidade.gestor_sei, "inventada").status_code == 404


# --- Duas pessoas ao mesmo tempo


def test_quem_chega_depois_nao_apaga_e_nao_perde_o_que_escreveu(abrir, cidade):
    outra = VinculoFactory(
        orgao=cidade.implantacao.orgao, papel=Papel.GESTOR_SEI, suplente=True
    ).usuario
    abrir("tela", outra, "prazos", dados=PRAZOS)

    minha = PRAZOS | {"horario": "das 7 às 13 horas"}
    resposta = abrir("tela", cidade.gestor_sei, "prazos", dados=minha)

    assert outra.nome_publico in erros(resposta)
    assert "ainda não foi gravado" in erros(resposta)
    assert "das 7 às 13 horas" in texto(resposta)
    assert RespostasDaTela.objects.get().dados["horario"] == "das 9 às 16 horas"
    de_novo = minha | {"versao": str(resposta.context["form"]["versao"].value())}
    assert abrir("tela", cidade.gestor_sei, "prazos", dados=de_novo).status_code == 302
    assert RespostasDaTela.objects.get().dados["horario"] == "das 7 às 13 horas"


def test_telas_diferentes_nao_se_atrapalham(abrir, cidade):
    outra = VinculoFactory(
        orgao=cidade.implantacao.orgao, papel=Papel.GESTOR_SEI, suplente=True
    ).usuario
    aberta = envio_da_tela(abrir("tela", cidade.gestor_sei, "sigilo"))
    abrir("tela", outra, "prazos", dados=PRAZOS)

    assert abrir("tela", cidade.gestor_sei, "sigilo", dados=aberta).status_code == 302
    assert RespostasDaTela.objects.count() == 2


def test_o_artigo_editado_por_outra_pessoa_nao_se_perde(abrir, cidade):
    dados = {"versao": "0", "texto": "Tudo é público.", "acao": "salvar"}
    abrir("artigo", cidade.gestor_sei, "sigilo.publicidade", dados=dados)

    resposta = abrir(
        "artigo", cidade.gestor_sei, "sigilo.publicidade", dados=dados | {"texto": "Meu texto."}
    )

    assert "ainda não foi gravado" in erros(resposta)
    assert "Meu texto." in texto(resposta)
    assert ArtigoEditado.objects.get().texto == "Tudo é público."


# --- Editar


def editar(abrir, cidade, chave, novo, versao="0", acao="salvar"):
    dados = {"versao": versao, "texto": novo, "acao": acao}
    return abrir("artigo", cidade.gestor_sei, chave, dados=dados)


def test_artigo_editado_fica_e_avisa_quando_as_respostas_mudam(abrir, cidade):
    editar(abrir, cidade, "prazos.atendimento", "O protocolo atende sempre.\n§ 9º Sem pressa.")
    assert "as respostas mudaram" not in texto(abrir("sala", cidade.gestor_sei))

    abrir("tela", cidade.gestor_sei, "prazos", dados=PRAZOS)

    sala = texto(abrir("sala", cidade.gestor_sei))
    assert "Art. 12. O protocolo atende sempre." in sala
    assert "Parágrafo único. Sem pressa." in sala
    assert "as respostas mudaram" in sala
    artigo = texto(abrir("artigo", cidade.gestor_sei, "prazos.atendimento"))
    assert "<del>oito</del>" in artigo
    assert "<ins>9</ins>" in artigo


def test_ficar_com_o_seu_texto_tira_o_aviso_e_voltar_desfaz_a_edicao(abrir, cidade):
    editar(abrir, cidade, "prazos.atendimento", "O protocolo atende sempre.")
    abrir("tela", cidade.gestor_sei, "prazos", dados=PRAZOS)

    editar(abrir, cidade, "prazos.atendimento", "", versao="1", acao="manter")
    sala = texto(abrir("sala", cidade.gestor_sei))
    assert "as respostas mudaram" not in sala
    assert "Escrito pelo município." in sala

    editar(abrir, cidade, "prazos.atendimento", "", versao="2", acao="voltar")
    assert not ArtigoEditado.objects.exists()


def test_artigo_que_nao_se_entende_volta_com_a_linha(abrir, cidade):
    resposta = editar(abrir, cidade, "sigilo.niveis", "São níveis:\numa linha solta")

    assert "A linha 2 não começa" in erros(resposta)
    assert "uma linha solta" in texto(resposta)


def test_marca_escrita_no_artigo_sai_como_texto(abrir, cidade):
    editar(abrir, cidade, "sigilo.publicidade", "<script>alert(1)</script> é público.")

    sala = texto(abrir("sala", cidade.gestor_sei))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; é público." in sala
    assert "<script>alert(1)" not in sala


@pytest.mark.parametrize("chave", ["nada.disso", "capitulo.uso", "fecho.assinatura"])
def test_so_se_edita_artigo_que_existe(abrir, cidade, chave):
    assert abrir("artigo", cidade.gestor_sei, chave).status_code == 404


# --- Guardar e entregar


def test_entregar_com_perguntas_em_aberto_e_recusado(abrir, cidade):
    resposta = abrir("sala", cidade.gestor_sei, dados={"observacao": ""})

    assert "Ainda há perguntas sem resposta" in erros(resposta)
    assert not Minuta.objects.exists()


def test_minuta_da_sala_vira_o_fato_e_a_prodesp_a_le(abrir, cidade):
    responder_tudo(cidade)

    resposta = abrir("sala", cidade.gestor_sei, dados={"observacao": "Falta o número."})

    assert resposta.status_code == 302
    assert cidade.item("minuta_preparada").situacao == "pronto"
    minuta = Minuta.objects.get()
    assert (minuta.versao, minuta.arquivo, minuta.redacao.numero) == (1, None, 1)
    analise = texto(abrir("analise", cidade.gerente))
    assert "Falta o número." in analise
    assert "Art. 1º Fica instituído o processo administrativo eletrônico" in analise
    abrir("analise", cidade.gerente, dados={"versao": "1", "resultado": "sem_ajustes"})
    assert cidade.item("minuta_analisada").situacao == "pronto"


def test_o_que_se_muda_depois_nao_muda_a_minuta_entregue(abrir, cidade):
    entregar(cidade)
    dados = PRAZOS | {"versao": "1"}

    assert abrir("tela", cidade.gestor_sei, "prazos", dados=dados).status_code == 302

    assert "das 9 às 16 horas" in texto(abrir("sala", cidade.gestor_sei))
    assert "das 9 às 16 horas" not in texto(abrir("versao", cidade.gerente, 1))
    assert "das 9 às 16 horas" not in texto(abrir("analise", cidade.gerente))


def test_entregar_de_novo_sem_mudar_nada_e_recusado(abrir, cidade):
    entregar(cidade)

    resposta = abrir("sala", cidade.gestor_sei, dados={"observacao": ""})

    assert "já foi entregue" in erros(resposta)
    assert "Este texto está com a Prodesp" in texto(abrir("sala", cidade.gestor_sei))
    assert Minuta.objects.count() == 1


def test_guardar_pede_os_tres_arquivos_ao_trabalhador_uma_vez(
    abrir, cidade, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as pedidos:
        abrir("versoes", cidade.gestor_sei, dados={})
        abrir("versoes", cidade.gestor_sei, dados={})

    documento = DocumentoGerado.objects.get()
    assert (documento.tipo, documento.versao, documento.situacao) == (
        "minuta_do_decreto",
        1,
        "na_fila",
    )
    assert len([p for p in pedidos if "escrever" in str(p)]) == 1
    assert Redacao.objects.count() == 1
    assert "estão sendo escritos" in texto(abrir("versoes", cidade.gestor_sei))


def test_versao_nova_espera_os_arquivos_da_anterior(abrir, cidade):
    abrir("versoes", cidade.gestor_sei, dados={})
    abrir("tela", cidade.gestor_sei, "prazos", dados=PRAZOS)

    resposta = abrir("versoes", cidade.gestor_sei, dados={})

    assert "ainda estão sendo escritos" in erros(resposta)
    assert Redacao.objects.count() == 1


def test_comparar_versoes_mostra_as_palavras(abrir, cidade):
    entregar(cidade)
    DocumentoGerado.objects.all().terminar("falhou", "teste")
    abrir("tela", cidade.gestor_sei, "prazos", dados=PRAZOS | {"versao": "1"})
    abrir("versoes", cidade.gestor_sei, dados={})

    pagina = texto(abrir("comparar", cidade.gerente, 2, 1))

    assert "Art. 12" in pagina
    assert "<ins>9</ins>" in pagina
    assert "Art. 13" not in pagina


@pytest.mark.parametrize("numero", [9, 99999999999])
def test_versao_que_nao_existe_nao_ha(abrir, cidade, numero):
    assert abrir("versao", cidade.gestor_sei, numero).status_code == 404


def publicar_modelo(cidade, reescrever) -> None:
    """O texto do programa, reescrito, como a versão que vale."""
    modelo = ModeloDeDocumento.objects.get(codigo=DECRETO.codigo)
    rascunho = documentos.comecar_versao(modelo, cidade.gerente)
    rascunho.texto = reescrever(rascunho.texto)
    rascunho.mudanca = "Artigos em palavras simples."
    rascunho.save()
    documentos.publicar_versao(rascunho, cidade.gerente)


def sem_niveis_de_acesso(texto: str) -> str:
    antes, _, depois = texto.partition('<p class="bloco">sigilo.niveis:')
    return antes + depois[depois.index('<p class="bloco">') :]


def test_texto_novo_do_modelo_so_entra_se_a_pessoa_quer(abrir, cidade):
    responder_tudo(cidade)
    publicar_modelo(cidade, lambda t: t.replace("pessoal e intransferível", "só da pessoa"))

    antes = texto(abrir("sala", cidade.gestor_sei))
    assert "Artigos em palavras simples." in antes
    assert "pessoal e intransferível" in antes

    abrir("sala", cidade.gestor_sei, dados={"trocar_modelo": "sim"})
    assert "é só da pessoa" in texto(abrir("sala", cidade.gestor_sei))


def test_artigo_escrito_a_mao_que_o_modelo_novo_nao_tem_fica_a_vista(abrir, cidade):
    responder_tudo(cidade)
    editar(abrir, cidade, "sigilo.niveis", "O sigilo se mede em três graus.")
    publicar_modelo(cidade, sem_niveis_de_acesso)

    antes = texto(abrir("sala", cidade.gestor_sei))
    assert "salvo estes, que o texto novo não tem" in antes
    assert '<a href="#sigilo-niveis">Art. 19</a>' in antes
    assert "Escritos à mão e fora do decreto" not in antes

    abrir("sala", cidade.gestor_sei, dados={"trocar_modelo": "sim"})
    depois = texto(abrir("sala", cidade.gestor_sei))
    assert "Art. 19. O sigilo se mede em três graus." not in depois
    assert "<p>O sigilo se mede em três graus.</p>" in depois
    assert "O modelo de agora não tem este artigo." in depois
    assert "Há artigos escritos à mão que não vão na minuta" in depois


def test_artigo_escrito_a_mao_que_saiu_com_a_resposta_fica_a_vista_e_volta(abrir, cidade):
    responder_tudo(cidade, legado={"sistema": "ProtocoloFácil"})
    editar(abrir, cidade, "legado.sistema", "O ProtocoloFácil fica só para consulta.")
    linha = RespostasDaTela.objects.get(tela="legado")
    gravado = linha.dados
    linha.dados = gravado | {"sistema": ""}
    linha.save()

    sem = texto(abrir("sala", cidade.gestor_sei))
    assert "Volta ao decreto se as respostas pedirem este artigo de novo." in sem
    assert "O ProtocoloFácil fica só para consulta." in sem

    linha.dados = gravado
    linha.save()
    com = texto(abrir("sala", cidade.gestor_sei))
    assert "Art. 25. O ProtocoloFácil fica só para consulta." in com
    assert "Escritos à mão e fora do decreto" not in com


def test_todo_artigo_diz_a_base_legal_ou_que_nenhuma_norma_o_exige(abrir, cidade):
    entregar(cidade)
    for nome, numero in (("sala", ()), ("versao", (1,))):
        pagina = texto(abrir(nome, cidade.gestor_sei, *numero))
        for artigo in pagina.split('<div class="trecho" id=')[1:]:
            if "trecho__artigo" in artigo:
                assert ("Base: " in artigo) != ("Nenhuma norma o exige" in artigo)
        assert "Nenhuma norma o exige" in pagina


def test_a_versao_guardada_diz_de_que_resposta_veio_cada_artigo(abrir, cidade):
    responder_tudo(cidade, prazos=PRAZOS)
    entregar(cidade)
    linha = RespostasDaTela.objects.get(tela="prazos")
    linha.dados |= {"horario": "das 7 às 13 horas"}
    linha.save()

    pagina = texto(abrir("versao", cidade.gerente, 1))

    assert "Em que horário o protocolo atende? <b>das 9 às 16 horas</b>" in pagina
    assert "das 7 às 13" not in pagina
    assert "sugestão" not in pagina


def test_artigo_escrito_a_mao_que_cita_outro_pelo_numero_pede_conferencia(abrir, cidade):
    responder_tudo(cidade)
    editar(abrir, cidade, "sigilo.niveis", "O grau segue o art. 18 deste Decreto.")
    editar(abrir, cidade, "prazos.recebimento", "Vale a hora do sistema.")

    aviso = texto(abrir("sala", cidade.gestor_sei)).partition("citam outro pelo número")[2]

    assert '<a href="#sigilo-niveis">Art. 19</a>' in aviso.partition("</ul>")[0]
    assert "prazos-recebimento" not in aviso.partition("</ul>")[0]


# --- Custo


def test_as_paginas_custam_o_mesmo_com_a_sala_vazia_e_cheia(
    abrir, cidade, django_assert_max_num_queries
):
    responder_tudo(cidade)
    for chave in ("sigilo.niveis", "sigilo.publicidade", "legado.papel"):
        editar(abrir, cidade, chave, "Texto do município.")
        for por in (cidade.gestor_sei, cidade.gerente):
            abrir("conversa", por, chave, dados={"texto": "Um comentário."})
    entregar(cidade)

    with django_assert_max_num_queries(35):
        abrir("sala", cidade.gestor_sei)
    with django_assert_max_num_queries(30):
        abrir("versao", cidade.gerente, 1)


# --- O que se viu e o que se grava


def test_erro_de_preenchimento_nao_esconde_o_que_outra_pessoa_gravou(abrir, cidade):
    abrir("tela", cidade.gestor_sei, "prazos", dados=PRAZOS)
    meu = PRAZOS | {"versao": "1"}
    abrir("tela", cidade.gestor_sei, "prazos", dados=meu | {"horario": "das 7 às 13 horas"})

    volta = abrir("tela", cidade.gestor_sei, "prazos", dados=meu | {"horario": " "})
    assert str(volta.context["form"]["versao"].value()) == "1"
    resposta = abrir("tela", cidade.gestor_sei, "prazos", dados=meu | {"horario": "o dia todo"})

    assert "depois que você abriu a página" in erros(resposta)
    assert RespostasDaTela.objects.get().dados["horario"] == "das 7 às 13 horas"


def test_erro_no_artigo_nao_esconde_o_que_outra_pessoa_escreveu(abrir, cidade):
    chave = "sigilo.niveis"
    abrir("artigo", cidade.gestor_sei, chave, dados={"versao": "0", "texto": "Um texto."})

    volta = abrir("artigo", cidade.gestor_sei, chave, dados={"versao": "0", "texto": " "})

    assert str(volta.context["form"]["versao"].value()) == "0"


def test_so_se_entrega_o_texto_que_a_pessoa_viu(abrir, cidade):
    responder_tudo(cidade)
    visto = abrir("sala", cidade.gestor_sei).context["form"]["resumo"].value()
    abrir("artigo", cidade.gestor_sei, "sigilo.niveis", dados={"versao": "0", "texto": "Outro."})

    dados = {"observacao": "", "resumo": visto}
    resposta = abrir("sala", cidade.gestor_sei, dados=dados)
    assert "O texto mudou depois que você abriu a página" in erros(resposta)
    assert not Minuta.objects.exists()

    dados["resumo"] = resposta.context["form"]["resumo"].value()
    abrir("sala", cidade.gestor_sei, dados=dados)
    assert Minuta.objects.count() == 1


def test_o_numero_nao_sai_com_o_sinal_duas_vezes(abrir, cidade):
    dados = {"versao": "0", "instrumento": "acordo", "numero": "nº 12/2026"}
    abrir("tela", cidade.gestor_sei, "convenio", dados=dados)

    pagina = texto(abrir("sala", cidade.gestor_sei))
    assert "Acordo de Cooperação Técnica nº 12/2026, firmado" in pagina


def test_quem_so_administra_nao_ve_o_botao_que_lhe_recusariam(abrir, cidade):
    with alterar_fatos(cidade.implantacao, cidade.gestor_sei, "minuta_preparada"):
        redacao = servicos.guardar_redacao(cidade.implantacao, por=cidade.gestor_sei)
    administrador = UsuarioFactory(administrador=True)

    assert "Gerar os arquivos" not in texto(abrir("versao", administrador, redacao.numero))
    assert "Gerar os arquivos" in texto(abrir("versao", cidade.gestor_sei, redacao.numero))
