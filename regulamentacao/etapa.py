"""A etapa Regulamentação e a trilha Gestão documental, item a item.

Nenhum prazo oficial é conhecido: todos são sugestão.
"""

from regulamentacao import apuracao
from seicidades.fluxo.declaracao import (
    SUGESTAO,
    DiasUteis,
    Etapa,
    Fonte,
    Item,
    Lado,
    Origem,
    Papel,
    registrar,
)

PROGRAMA = Fonte(Origem.PROGRAMA, "Página do programa SEI Cidades")

REGULAMENTACAO = registrar(
    Etapa(
        chave="regulamentacao",
        titulo="Regulamentação",
        descricao=(
            "O município publica o ato que adota o processo eletrônico e diz as suas regras: "
            "quem usa, desde quando, como se assina e como se publica."
        ),
        ordem=3,
        apurar=apuracao.apurar,
        itens=(
            Item(
                chave="minuta_preparada",
                titulo="Preparar a minuta do ato",
                ajuda=(
                    "O rascunho do decreto, escrito na sala da minuta ou enviado pronto. "
                    "Se o município já tem um ato, registre-o em “Registrar o ato "
                    "assinado” como anterior à adesão: este item fica pronto sozinho."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(10),
                pagina="regulamentacao:minuta",
                por_fato=True,
                dispensavel=True,
                minutos=60,
                fonte=PROGRAMA,
            ),
            Item(
                chave="minuta_analisada",
                titulo="Ler a minuta e dar retorno ao município",
                ajuda=(
                    "A gerência do projeto lê a minuta e diz se pode seguir ou o que ajustar. "
                    "Serve para o ato não precisar de correção depois de publicado."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(5),
                depende_de=("minuta_preparada",),
                pagina="regulamentacao:analise",
                por_fato=True,
                dispensavel=True,
                minutos=40,
                fonte=SUGESTAO,
            ),
            Item(
                chave="parecer_do_ato",
                titulo="Obter o parecer jurídico",
                ajuda=(
                    "A procuradoria ou a assessoria jurídica diz se o texto está de acordo com a "
                    "lei. Envie o parecer assinado. Onde o município não o exige, peça a dispensa "
                    "e explique."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(10),
                depende_de=("minuta_preparada",),
                pagina="regulamentacao:parecer",
                por_fato=True,
                dispensavel=True,
                minutos=10,
                fonte=SUGESTAO,
            ),
            Item(
                chave="ato_assinado",
                titulo="Registrar o ato assinado",
                ajuda=(
                    "Tipo, número, data e ementa do ato, como saíram na assinatura. "
                    "Um ato que já existia também vale: marque que é anterior à adesão."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(10),
                depende_de=("minuta_analisada", "parecer_do_ato"),
                pagina="regulamentacao:ato",
                por_fato=True,
                minutos=10,
                fonte=PROGRAMA,
            ),
            Item(
                chave="assuntos_conferidos",
                titulo="Conferir os dezoito assuntos do ato",
                ajuda=(
                    "Com o ato na mão, diga de cada assunto se consta e em que artigo. O que "
                    "faltar se explica numa frase. Dá para salvar e continuar depois."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(5),
                depende_de=("ato_assinado",),
                pagina="regulamentacao:assuntos",
                por_fato=True,
                minutos=45,
                fonte=SUGESTAO,
            ),
            Item(
                chave="ato_publicado",
                titulo="Informar a publicação do ato",
                ajuda=(
                    "O ato vale para todos depois de publicado. Informe onde e quando saiu e dê o "
                    "endereço na internet ou a página em PDF ou foto."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(5),
                depende_de=("ato_assinado",),
                pagina="regulamentacao:publicacao",
                por_fato=True,
                minutos=5,
                fonte=PROGRAMA,
            ),
            Item(
                chave="niveis_de_assinatura",
                titulo="Informar os níveis de assinatura",
                ajuda=(
                    "O chefe do Executivo fixa, em ato seu, a assinatura mínima de cada espécie "
                    "de documento. Diga onde está escrito e qual é o nível."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(10),
                depende_de=("ato_assinado",),
                pagina="regulamentacao:niveis",
                por_fato=True,
                dispensavel=True,
                minutos=10,
                fonte=Fonte(Origem.LEI, "Lei nº 14.063/2020, art. 5º"),
            ),
            Item(
                chave="orgao_gestor_designado",
                titulo="Designar o órgão gestor ou o comitê do SEI",
                ajuda=(
                    "Quem cuida do SEI depois da implantação: uma unidade que já existe ou um "
                    "comitê novo. Cite o ato ou anexe a portaria. Em município pequeno pode não "
                    "haver: peça a dispensa e diga quem cuidará."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(15),
                depende_de=("ato_assinado",),
                dispensavel=True,
                minutos=15,
                fonte=SUGESTAO,
            ),
        ),
    )
)

GESTAO_DOCUMENTAL = registrar(
    Etapa(
        chave="gestao_documental",
        titulo="Gestão documental",
        descricao=(
            "O município cria o arquivo público e diz por quanto tempo se guarda cada documento. "
            "Corre ao lado das outras etapas e só segura a carga da tabela de assuntos."
        ),
        ordem=3,
        trilha=True,
        abre_com="regulamentacao",
        papel_de_envio=Papel.GESTOR_DOCUMENTAL,
        apurar=apuracao.apurar_gestao_documental,
        itens=(
            Item(
                chave="lei_do_arquivo",
                titulo="Criar por lei o arquivo público municipal",
                ajuda=(
                    "A lei dá ao município uma instituição responsável pelos documentos. "
                    "Vale a que já existe. Registre o número, a data e a publicação."
                ),
                papel=Papel.GESTOR_DOCUMENTAL,
                prazo=DiasUteis(60),
                pagina="regulamentacao:lei_do_arquivo",
                por_fato=True,
                minutos=10,
                fonte=Fonte(Origem.LEI, "Lei nº 8.159/1991, art. 21"),
            ),
            Item(
                chave="sistema_de_arquivos",
                titulo="Instituir o sistema municipal de arquivos",
                ajuda=(
                    "O decreto diz como o arquivo público e os arquivos das secretarias trabalham "
                    "juntos. Pode ser o mesmo que trata da política de arquivos."
                ),
                papel=Papel.GESTOR_DOCUMENTAL,
                prazo=DiasUteis(30),
                depende_de=("lei_do_arquivo",),
                pagina="regulamentacao:sistema_de_arquivos",
                por_fato=True,
                minutos=10,
                fonte=PROGRAMA,
            ),
            Item(
                chave="comissao_de_avaliacao",
                titulo="Nomear a comissão de avaliação de documentos",
                ajuda=(
                    "O grupo que estuda os documentos e propõe o plano e a tabela. "
                    "Registre a portaria e quantas pessoas tem; os nomes não são necessários."
                ),
                papel=Papel.GESTOR_DOCUMENTAL,
                prazo=DiasUteis(15),
                depende_de=("sistema_de_arquivos",),
                pagina="regulamentacao:comissao_de_avaliacao",
                por_fato=True,
                minutos=10,
                fonte=Fonte(Origem.LEI, "Resolução CONARQ nº 40/2014, alterada pela nº 44/2020"),
            ),
            Item(
                chave="plano_de_classificacao",
                titulo="Aprovar e publicar o plano de classificação",
                ajuda=(
                    "O plano organiza os documentos pelos assuntos de que tratam. A comissão "
                    "propõe, o arquivo público aprova e um ato publica: das atividades-meio e "
                    "das atividades-fim, juntas ou em atos separados."
                ),
                papel=Papel.GESTOR_DOCUMENTAL,
                prazo=DiasUteis(90),
                depende_de=("comissao_de_avaliacao",),
                pagina="regulamentacao:plano_de_classificacao",
                por_fato=True,
                minutos=15,
                fonte=PROGRAMA,
            ),
            Item(
                chave="tabela_de_temporalidade",
                titulo="Aprovar e publicar a tabela de temporalidade",
                ajuda=(
                    "A tabela diz por quanto tempo se guarda cada documento e o que acontece "
                    "depois. Sem ela nada se elimina, nem o SEI sabe quando um processo pode "
                    "sair do arquivo."
                ),
                papel=Papel.GESTOR_DOCUMENTAL,
                prazo=DiasUteis(60),
                depende_de=("plano_de_classificacao",),
                pagina="regulamentacao:tabela_de_temporalidade",
                por_fato=True,
                minutos=15,
                fonte=Fonte(
                    Origem.LEI,
                    "Lei nº 8.159/1991, art. 9º; Resolução CONARQ nº 40/2014",
                ),
            ),
            Item(
                chave="tabela_de_assuntos_entregue",
                titulo="Entregar a tabela de assuntos para carga",
                ajuda=(
                    "A planilha com os códigos, os nomes e os prazos de guarda, "
                    "igual ao plano e à tabela publicados. É ela que entra no SEI."
                ),
                papel=Papel.GESTOR_DOCUMENTAL,
                prazo=DiasUteis(10),
                depende_de=("tabela_de_temporalidade",),
                exige_arquivo=True,
                minutos=60,
                fonte=SUGESTAO,
            ),
            Item(
                chave="tabela_de_assuntos_carregada",
                titulo="Carregar a tabela de assuntos no SEI",
                ajuda=(
                    "A Prodesp carrega os assuntos no SEI do município. "
                    "Anexe a tela ou o relatório que mostra quantos entraram."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(10),
                depende_de=("tabela_de_assuntos_entregue",),
                minutos=30,
                fonte=SUGESTAO,
            ),
        ),
    )
)
